import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import { setPullState, stateChange } from './pull-state.ts';
import { itemNumber } from './pull-request.ts';
import { repository } from '../repository/repository.ts';

/** Opens a closed pull request again. Fails with `conflict` when it is merged, or its branch is gone. */
export const reopenPr = defineOperation({
  name: 'reopen_pr',
  summary: 'Open a closed pull request again.',
  effect: 'write',
  idempotent: true,
  input: z.object({ repo: repository, number: itemNumber.describe("The pull request's number.") }),
  output: stateChange,
  undo: {
    operation: 'close_pr',
    request: (input, output) => (output.changed ? { repo: input.repo, number: input.number } : undefined),
  },
  tags: (input) => [input.repo],
});

/** Performs `reopen_pr`. */
export const handleReopenPr =
  (github: GitHubClient): Handler<typeof reopenPr> =>
  (input, ctx) =>
    setPullState(github, ctx, input, 'open');
