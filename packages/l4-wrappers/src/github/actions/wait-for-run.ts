import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { runOf } from './get-workflow-run.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { waitPatiently } from '../client/patient-wait.ts';
import { repository } from '../repository/repository.ts';
import { hasEnded, runId, workflowRun } from './workflow-run.ts';

/**
 * Waits until a run of a workflow has ended, and tells each change on the way. A run that fails is an answer, not a
 * failure of this operation. Ends with `ended: false` when the time is up, or when no further look can be made before
 * that, or before the context's deadline. That GitHub cannot be asked for a while is nothing new, and does not end the
 * wait; only when it could never be asked is that the failure.
 */
export const waitForRun = defineOperation({
  name: 'wait_for_run',
  summary: 'Wait until a run of a workflow has ended.',
  effect: 'read',
  input: z.object({
    repo: repository,
    runId,
    timeoutMs: z
      .int()
      .min(0)
      .max(86_400_000)
      .default(1_800_000)
      .describe('How long to wait in all, in milliseconds; half an hour when left out.'),
    intervalMs: z
      .int()
      .min(100)
      .max(3_600_000)
      .default(15_000)
      .describe('How long between two looks, in milliseconds.'),
  }),
  output: z.object({ ended: z.boolean().describe('False: the time is up.'), run: workflowRun }),
  part: workflowRun.pick({ status: true, conclusion: true, attempt: true, updatedAt: true }),
  // No tags: a wait that was kept would end at once, with what was so long ago.
});

/** Performs `wait_for_run`. */
export const handleWaitForRun =
  (github: GitHubClient): Handler<typeof waitForRun> =>
  async (input, ctx) => {
    let seen: z.input<typeof workflowRun> | undefined;
    let told: string | undefined;
    const about = `run ${input.runId} in ${input.repo}`;
    const { answer, problem } = await waitPatiently(ctx, { ...input, about }, async () => {
      const run = await runOf(github, ctx, input);
      seen = run;
      const { status, conclusion, attempt, updatedAt } = run;
      const change = `${status} ${conclusion} ${attempt}`;
      if (change !== told) await ctx.tell({ status, conclusion, attempt, updatedAt });
      told = change;
      return hasEnded(run) ? { ended: true, run } : undefined;
    });
    if (answer !== undefined) return answer;
    if (seen === undefined) throw problem;
    return { ended: false, run: seen };
  };
