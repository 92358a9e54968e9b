import { type Handler, type HandlerContext, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';
import { readRun, runId, workflowRun } from './workflow-run.ts';

/** Shows a run of a workflow. */
export const getWorkflowRun = defineOperation({
  name: 'get_workflow_run',
  summary: 'Show how far a run of a workflow is.',
  effect: 'read',
  input: z.object({ repo: repository, runId }),
  output: workflowRun,
  tags: (input) => [input.repo],
});

/** A run as it is now. */
export const runOf = (
  github: GitHubClient,
  ctx: HandlerContext,
  { repo, runId: id }: z.output<typeof getWorkflowRun.input>,
): Promise<z.input<typeof workflowRun>> =>
  github.ask(
    ctx,
    `run ${id} in ${repo}`,
    (request) => github.rest.actions.getWorkflowRun({ ...coordinatesOf(repo), run_id: id, request }),
    readRun,
  );

/** Performs `get_workflow_run`. */
export const handleGetWorkflowRun =
  (github: GitHubClient): Handler<typeof getWorkflowRun> =>
  (input, ctx) =>
    runOf(github, ctx, input);
