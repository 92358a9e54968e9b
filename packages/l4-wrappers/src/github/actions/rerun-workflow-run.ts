import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { Objection } from '../client/call-failed.ts';
import { runOf } from './get-workflow-run.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { orFound } from '../client/lost-answer.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';
import { hasEnded, runId } from './workflow-run.ts';

/**
 * Runs a workflow's run again. It names the attempt to follow, so a repetition of the call starts no other one: that
 * the run is past this attempt already is taken for this call's effect.
 */
export const rerunWorkflowRun = defineOperation({
  name: 'rerun_workflow_run',
  summary: 'Run a run of a workflow again, or only its failed jobs.',
  effect: 'write',
  idempotent: true,
  input: z.object({
    repo: repository,
    runId,
    attempt: z.int().min(1).describe('The attempt to follow (`attempt` of get_workflow_run).'),
    onlyFailed: z.boolean().default(false).describe('Whether to run only the jobs that have failed.'),
  }),
  output: z.object({
    runId,
    attempt: z.int().describe('The attempt that was started.'),
    changed: z.boolean().describe('False when the run was past the attempt already.'),
  }),
  undo: {
    operation: 'cancel_workflow_run',
    request: (input, output) =>
      output.changed ? { repo: input.repo, runId: input.runId, attempt: output.attempt } : undefined,
  },
  tags: (input) => [input.repo],
});

/** Performs `rerun_workflow_run`. */
export const handleRerunWorkflowRun =
  (github: GitHubClient): Handler<typeof rerunWorkflowRun> =>
  async ({ repo, runId: id, attempt, onlyFailed }, ctx) => {
    const about = `run ${id} in ${repo}`;
    const { before, now: run } = await ctx.beforeAndNow(() => runOf(github, ctx, { repo, runId: id }));
    if (run.attempt > attempt) return { runId: id, attempt: attempt + 1, changed: before.attempt === attempt };
    if (run.attempt < attempt || !hasEnded(run)) {
      const state = `attempt ${run.attempt}, which is ${run.status}`;
      const hint = 'Wait until it has ended, or cancel it.';
      throw new Objection({ kind: 'conflict', message: `${about} is at ${state}`, hint });
    }
    const where = { ...coordinatesOf(repo), run_id: id };
    const started = { runId: id, attempt: attempt + 1, changed: true };
    const start = () =>
      github.change(
        ctx,
        about,
        (request) =>
          onlyFailed
            ? github.rest.actions.reRunWorkflowFailedJobs({ ...where, request })
            : github.rest.actions.reRunWorkflow({ ...where, request }),
        () => started,
      );
    return orFound(start, async () =>
      (await runOf(github, ctx, { repo, runId: id })).attempt > attempt ? started : undefined,
    );
  };
