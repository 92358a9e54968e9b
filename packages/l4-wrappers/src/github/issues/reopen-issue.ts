import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import { setIssueState } from './issue.ts';
import { itemNumber } from '../pull-requests/pull-request.ts';
import { stateChange } from '../pull-requests/pull-state.ts';
import { repository } from '../repository/repository.ts';

/** Opens a closed issue again. One that is open already is left as it is. */
export const reopenIssue = defineOperation({
  name: 'reopen_issue',
  summary: 'Open a closed issue again.',
  effect: 'write',
  idempotent: true,
  input: z.object({ repo: repository, number: itemNumber.describe("The issue's number.") }),
  output: stateChange,
  undo: {
    operation: 'close_issue',
    request: (input, output) => (output.changed ? { repo: input.repo, number: input.number } : undefined),
  },
  tags: (input) => [input.repo],
});

/** Performs `reopen_issue`. */
export const handleReopenIssue =
  (github: GitHubClient): Handler<typeof reopenIssue> =>
  (input, ctx) =>
    setIssueState(github, ctx, input, 'open');
