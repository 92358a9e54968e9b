import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { CallFailed } from '../client/call-failed.ts';
import { runOf } from './get-workflow-run.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { orFound } from '../client/lost-answer.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';
import { hasEnded, runId } from './workflow-run.ts';

/**
 * Ends a run of a workflow. GitHub takes the order and ends it a little later. One that has ended already is left as it
 * is.
 */
export const cancelWorkflowRun = defineOperation({
  name: 'cancel_workflow_run',
  summary: 'Cancel a run of a workflow.',
  effect: 'write',
  idempotent: true,
  irreversible: 'what the run was doing has stopped; running it again begins anew',
  input: z.object({
    repo: repository,
    runId,
    attempt: z.int().min(1).optional().describe('Cancel only this attempt; the present one when left out.'),
  }),
  output: z.object({
    runId,
    changed: z.boolean().describe('False when the run had ended already, or was past the attempt.'),
  }),
  tags: (input) => [input.repo],
});

const saysEnded = (thrown: unknown): boolean =>
  thrown instanceof CallFailed && thrown.problem.kind === 'answered' && thrown.problem.status === 409;

/** Performs `cancel_workflow_run`. */
export const handleCancelWorkflowRun =
  (github: GitHubClient): Handler<typeof cancelWorkflowRun> =>
  async ({ repo, runId: id, attempt }, ctx) => {
    const { before, now } = await ctx.beforeAndNow(() => runOf(github, ctx, { repo, runId: id }));
    if (attempt !== undefined && now.attempt !== attempt) return { runId: id, changed: false };
    if (hasEnded(now)) return { runId: id, changed: !hasEnded(before) && now.conclusion === 'cancelled' };
    const cancelled = { runId: id, changed: true };
    const cancel = () =>
      github.change(
        ctx,
        `run ${id} in ${repo}`,
        (request) => github.rest.actions.cancelWorkflowRun({ ...coordinatesOf(repo), run_id: id, request }),
        () => cancelled,
      );
    try {
      return await orFound(cancel, async () =>
        (await runOf(github, ctx, { repo, runId: id })).conclusion === 'cancelled' ? cancelled : undefined,
      );
    } catch (thrown) {
      // It has ended since it was looked at.
      if (saysEnded(thrown)) return { runId: id, changed: false };
      throw thrown;
    }
  };
