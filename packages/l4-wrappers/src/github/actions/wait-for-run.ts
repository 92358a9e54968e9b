import { type Handler, defineOperation, sleepFor } from '@strata/core';
import { z } from 'zod';
import { CallFailed } from '../client/call-failed.ts';
import { runOf } from './get-workflow-run.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { untilNextLook } from '../client/next-look.ts';
import { repository } from '../repository/repository.ts';
import { hasEnded, runId, workflowRun } from './workflow-run.ts';

/**
 * Waits until a run of a workflow has ended, and tells each change on the way. A run that fails is an answer, not a
 * failure of this operation. Ends with `ended: false` when the time is up, or when the next look would come after the
 * context's deadline.
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
    const startedMs = ctx.clock.monotonicMs();
    let told: string | undefined;
    for (;;) {
      const run = await runOf(github, ctx, input);
      const { status, conclusion, attempt, updatedAt } = run;
      const change = `${status} ${conclusion} ${attempt}`;
      if (change !== told) await ctx.tell({ status, conclusion, attempt, updatedAt });
      told = change;
      if (hasEnded(run)) return { ended: true, run };
      const delayMs = untilNextLook(ctx, input, ctx.clock.monotonicMs() - startedMs);
      if (delayMs === undefined) return { ended: false, run };
      if (!(await sleepFor(ctx.clock, delayMs, ctx.signal)))
        throw new CallFailed(`run ${input.runId} in ${input.repo}`, false, { kind: 'cancelled' });
    }
  };
