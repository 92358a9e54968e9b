import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { Objection } from '../client/call-failed.ts';
import { branchOrSha } from '../repository/git-names.ts';
import { foundIn } from '../client/found-in.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { listWorkflowRuns, workflowName } from './list-workflow-runs.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';
import { runId } from './workflow-run.ts';

/** GitHub's docs, "Create a workflow dispatch event". */
const mostInputs = 25;

/**
 * Starts a workflow that has the event `workflow_dispatch`. A run can bear a mark only where its workflow lets it: in
 * an input that its `run-name` shows (`run-name: Deploy ${{ inputs.mark }}`). Name that input with `markInput`, and a
 * call whose answer was lost is found again; without it nobody can tell whether the run was started, and the call is not
 * repeated. Undoing cancels the run; what it has done until then stays.
 */
export const dispatchWorkflow = defineOperation({
  name: 'dispatch_workflow',
  summary: 'Start a workflow by hand.',
  effect: 'write',
  input: z
    .object({
      repo: repository,
      workflow: workflowName,
      ref: branchOrSha.default('main').describe('The branch or tag to run it on.'),
      inputs: z.record(z.string().min(1), z.string()).default({}).describe('What the workflow takes, as texts.'),
      markInput: z
        .string()
        .min(1)
        .optional()
        .describe("The input that the workflow's run-name shows: the call's mark goes there."),
    })
    .refine(({ inputs, markInput }) => Object.keys({ ...inputs, ...markOf(markInput, '') }).length <= mostInputs, {
      error: `a workflow takes ${mostInputs} inputs at most`,
      path: ['inputs'],
    }),
  output: z.object({ runId, url: z.string() }),
  undo: {
    operation: 'cancel_workflow_run',
    request: (input, output) => ({ repo: input.repo, runId: output.runId }),
  },
  locate: {
    using: listWorkflowRuns,
    // Without `markInput` the run bears no mark, and nobody can look for it.
    request: ({ repo, workflow, markInput }) =>
      markInput === undefined ? undefined : { repo, workflow, event: 'workflow_dispatch' },
    pick: (found, _input, callId) => {
      const made = foundIn(
        found,
        found.runs.find((it) => it.title.includes(markIn(callId))),
      );
      return made && { runId: made.id, url: made.url };
    },
  },
  tags: (input) => [input.repo],
});

/** No id holds the mark of another one: its end is a character that is never in an encoded id. */
const markIn = (callId: string): string => `strata:${encodeURIComponent(callId)};`;

const markOf = (markInput: string | undefined, callId: string | undefined): Readonly<Record<string, string>> =>
  markInput === undefined || callId === undefined ? {} : { [markInput]: markIn(callId) };

/** Performs `dispatch_workflow`. */
export const handleDispatchWorkflow =
  (github: GitHubClient): Handler<typeof dispatchWorkflow> =>
  async ({ repo, workflow, ref, inputs, markInput }, ctx) => {
    const about = `workflow '${workflow}' in ${repo}`;
    const given = { ...inputs, ...markOf(markInput, ctx.callId) };
    const started = await github.change(
      ctx,
      about,
      (request) =>
        github.rest.actions.createWorkflowDispatch({
          ...coordinatesOf(repo),
          workflow_id: workflow,
          ref,
          inputs: given,
          // Without this GitHub does not say which run it has started.
          return_run_details: true,
          request,
        }),
      (data: { readonly workflow_run_id: number; readonly html_url: string } | undefined) =>
        data && { runId: data.workflow_run_id, url: data.html_url },
    );
    if (started !== undefined) return started;
    const message = `GitHub has started ${about} without saying which run that is`;
    throw new Objection({ kind: 'unexpected_answer', message, mayHaveHappened: true });
  };
