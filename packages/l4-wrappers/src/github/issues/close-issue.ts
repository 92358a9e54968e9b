import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import { setIssueState } from './issue.ts';
import { itemNumber } from '../pull-requests/pull-request.ts';
import { stateChange } from '../pull-requests/pull-state.ts';
import { repository } from '../repository/repository.ts';

/** Closes an issue. One that is closed already is left as it is. */
export const closeIssue = defineOperation({
  name: 'close_issue',
  summary: 'Close an issue.',
  effect: 'write',
  idempotent: true,
  input: z.object({ repo: repository, number: itemNumber.describe("The issue's number.") }),
  output: stateChange,
  undo: {
    operation: 'reopen_issue',
    request: (input, output) => (output.changed ? { repo: input.repo, number: input.number } : undefined),
  },
  tags: (input) => [input.repo],
});

/** Performs `close_issue`. */
export const handleCloseIssue =
  (github: GitHubClient): Handler<typeof closeIssue> =>
  (input, ctx) =>
    setIssueState(github, ctx, input, 'closed');
