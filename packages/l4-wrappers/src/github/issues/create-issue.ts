import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { markBody } from '../client/call-mark.ts';
import { foundIn } from '../client/found-in.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { issue, readIssue } from './issue.ts';
import { labelName } from './label.ts';
import { listIssues } from './list-issues.ts';
import { login } from './login.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

const created = issue.pick({ number: true, url: true, state: true, createdAt: true, labels: true, assignees: true });

/**
 * Opens an issue. GitHub deletes none, so undoing closes it. When its answer is lost it is looked for among the newest
 * 1000; in a repository that has more, whether it has happened stays undecided when it is not among them: a look knows
 * the input only, which does not say when the call was made.
 */
export const createIssue = defineOperation({
  name: 'create_issue',
  summary: 'Open an issue.',
  effect: 'write',
  input: z.object({
    repo: repository,
    title: z.string().trim().min(1).max(256).describe('The title.'),
    body: z.string().default('').describe('The description, in Markdown.'),
    labels: z
      .array(labelName)
      .max(100)
      .default([])
      .describe('Labels to put on it; GitHub makes those that are missing, and undoing leaves them.'),
    assignees: z.array(login).max(10).default([]).describe('Logins of those who are to see to it.'),
    milestone: z.int().positive().optional().describe('The number of its milestone.'),
  }),
  // GitHub passes over an assignee whom it cannot assign, and says so only here.
  output: created,
  undo: { operation: 'close_issue', request: (input, output) => ({ repo: input.repo, number: output.number }) },
  locate: {
    using: listIssues,
    request: (input) => ({ repo: input.repo, state: 'all' as const, maxResults: 1000 }),
    pick: (found, _input, callId) => {
      const made = foundIn(
        found,
        found.issues.find((it) => it.callId === callId),
      );
      return made && created.parse(made);
    },
  },
  tags: (input) => [input.repo],
});

/** Performs `create_issue`. */
export const handleCreateIssue =
  (github: GitHubClient): Handler<typeof createIssue> =>
  ({ repo, body, milestone, ...given }, ctx) =>
    github.change(
      ctx,
      `an issue in ${repo}`,
      (request) =>
        github.rest.issues.create({
          ...coordinatesOf(repo),
          ...given,
          ...(milestone === undefined ? {} : { milestone }),
          body: markBody(body, ctx.callId),
          request,
        }),
      readIssue,
    );
