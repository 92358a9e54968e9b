import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { listByCursor } from '../client/cursor-paging.ts';
import { dependabotAlert, dependabotState, readDependabotAlert, severity } from './dependabot-alert.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { maxResults, paged } from '../client/paging.ts';
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
    const { items: alerts, ...rest } = await listByCursor(github, ctx, {
      about: `the Dependabot alerts of ${repo}`,
      maxResults: wanted,
      cursor,
      call: (page, request) =>
        github.rest.dependabot.listAlertsForRepo({ ...coordinatesOf(repo), ...filter, ...page, request }),
      read: readDependabotAlert,
    });
    return { alerts, ...rest };
  };
