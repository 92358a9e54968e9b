import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { AnswerHeaders } from '../client/call-failed.ts';
import { dependabotAlert, dependabotState, readDependabotAlert, severity } from './dependabot-alert.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { listPaged, maxResults, paged } from '../client/paging.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Lists the dependencies that have known vulnerabilities, newest alerts first. */
export const listDependabotAlerts = defineOperation({
  name: 'list_dependabot_alerts',
  summary: 'List the dependencies with known vulnerabilities.',
  effect: 'read',
  input: z.object({
    repo: repository,
    state: z
      .enum([...dependabotState.options, 'all'])
      .default('open')
      .describe('Which to list.'),
    severities: z.array(severity).default([]).describe('Only those that are this bad; all when left out.'),
    ecosystem: z.string().min(1).optional().describe('Only those of this ecosystem: `npm`, `pip`.'),
    package: z.string().min(1).optional().describe('Only those of this package.'),
    maxResults,
    cursor: z
      .string()
      .optional()
      .describe("Give the page at this cursor only, '' for the first; maxResults says nothing then."),
  }),
  output: z.object({
    alerts: z.array(dependabotAlert),
    count: paged.count,
    complete: paged.complete,
    nextCursor: z.string().nullable().describe('Where the next page begins; null when there is none.'),
  }),
  pages: {
    first: (input) => ({ cursor: '', ...input }),
    next: (input, { nextCursor }) => (nextCursor === null ? undefined : { ...input, cursor: nextCursor }),
  },
  tags: (input) => [input.repo],
});

/** Where the next page begins. These pages have no numbers, only cursors. */
const cursorIn = (headers: AnswerHeaders): string | undefined => {
  const next = /<([^>]+)>;\s*rel="next"/.exec(String(headers['link'] ?? ''))?.[1];
  return next !== undefined && URL.canParse(next) ? (new URL(next).searchParams.get('after') ?? undefined) : undefined;
};

/** Performs `list_dependabot_alerts`. */
export const handleListDependabotAlerts =
  (github: GitHubClient): Handler<typeof listDependabotAlerts> =>
  async ({ repo, state, severities, ecosystem, package: name, cursor, maxResults: wanted }, ctx) => {
    const filter = {
      ...(state === 'all' ? {} : { state }),
      ...(severities.length === 0 ? {} : { severity: severities.join(',') }),
      ...(ecosystem === undefined ? {} : { ecosystem }),
      ...(name === undefined ? {} : { package: name }),
    };
    let after = cursor === '' ? undefined : cursor;
    const {
      items: alerts,
      count,
      complete,
    } = await listPaged(github, ctx, {
      about: `the Dependabot alerts of ${repo}`,
      maxResults: wanted,
      // These pages have no numbers: one is asked for here, whichever it is.
      page: cursor === undefined ? undefined : 1,
      call: async ({ per_page: perPage }, request) => {
        const answer = await github.rest.dependabot.listAlertsForRepo({
          ...coordinatesOf(repo),
          ...filter,
          per_page: perPage,
          ...(after === undefined ? {} : { after }),
          request,
        });
        after = cursorIn(answer.headers);
        return answer;
      },
      read: readDependabotAlert,
    });
    return { alerts, count, complete, nextCursor: cursor === undefined ? null : (after ?? null) };
  };
