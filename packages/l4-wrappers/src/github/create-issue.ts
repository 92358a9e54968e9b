import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { markBody } from './call-mark.ts';
import type { GitHubClient } from './github-client.ts';
import { issue, readIssue } from './issue.ts';
import { listIssues } from './list-issues.ts';
import { coordinatesOf, repository } from './repository.ts';

/** Opens an issue. GitHub deletes none, so undoing closes it. */
export const createIssue = defineOperation({
  name: 'create_issue',
  summary: 'Open an issue.',
  effect: 'write',
  input: z.object({
    repo: repository,
    title: z.string().trim().min(1).max(256).describe('The title.'),
    body: z.string().default('').describe('The description, in Markdown.'),
    labels: z.array(z.string().min(1)).default([]).describe('Labels to put on it.'),
  }),
  output: issue.pick({ number: true, url: true, state: true, createdAt: true }),
  undo: { operation: 'close_issue', request: (input, output) => ({ repo: input.repo, number: output.number }) },
  locate: {
    using: listIssues,
    request: (input) => ({ repo: input.repo, state: 'all' as const, maxResults: 100 }),
    pick: (found, _input, callId) => {
      const made = found.issues.find((it) => it.callId === callId);
      return made && { number: made.number, url: made.url, state: made.state, createdAt: made.createdAt };
    },
  },
});

/** Performs `create_issue`. */
export const handleCreateIssue =
  (github: GitHubClient): Handler<typeof createIssue> =>
  ({ repo, body, ...given }, ctx) =>
    github.change(
      ctx,
      `an issue in ${repo}`,
      (request) =>
        github.rest.issues.create({ ...coordinatesOf(repo), ...given, body: markBody(body, ctx.callId), request }),
      readIssue,
    );
