import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import { setPullState, stateChange } from './pull-state.ts';
import { itemNumber } from './pull-request.ts';
import { repository } from '../repository/repository.ts';

/** Closes a pull request. One that is closed or merged already is left as it is. */
export const closePr = defineOperation({
  name: 'close_pr',
  summary: 'Close a pull request without merging it.',
  effect: 'write',
  idempotent: true,
  input: z.object({ repo: repository, number: itemNumber.describe("The pull request's number.") }),
  output: stateChange,
  undo: {
    operation: 'reopen_pr',
    request: (input, output) => (output.changed ? { repo: input.repo, number: input.number } : undefined),
  },
  tags: (input) => [input.repo],
});

/** Performs `close_pr`. */
export const handleClosePr =
  (github: GitHubClient): Handler<typeof closePr> =>
  (input, ctx) =>
    setPullState(github, ctx, input, 'closed');
