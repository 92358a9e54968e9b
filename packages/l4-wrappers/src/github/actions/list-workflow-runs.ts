import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { enclosedList } from '../client/enclosed-list.ts';
import { branchName, commitSha } from '../repository/git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { byPage, listPaged, paged, paging } from '../client/paging.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';
import { readRun, workflowRun } from './workflow-run.ts';

/** A workflow as GitHub's routes take it: its number, or the name of its file. */
export const workflowName = z
  .string()
  .regex(/^[\w.-]+$/, "must be the name of the workflow's file, or its number")
  .describe("The name of the workflow's file (`ci.yml`), or its number.");

/** What GitHub filters by, which mixes how far a run is with how it has ended ("List workflow runs for a repository"). */
const runStates = [
  'queued',
  'in_progress',
  'completed',
  'requested',
  'waiting',
  'pending',
  'success',
  'failure',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
  'neutral',
  'stale',
] as const;

/** Lists the runs of workflows, newest first. With a filter GitHub gives the first 1000 and no more. */
export const listWorkflowRuns = defineOperation({
  name: 'list_workflow_runs',
  summary: 'List the runs of workflows, newest first.',
  effect: 'read',
  input: z.object({
    repo: repository,
    workflow: workflowName.optional(),
    branch: branchName.optional().describe('Only those on this branch.'),
    sha: commitSha.optional().describe('Only those of this commit.'),
    event: z
      .string()
      .regex(/^[a-z_]+$/, 'must be the name of an event')
      .optional()
      .describe('Only those that this started: `push`, `workflow_dispatch`.'),
    status: z.enum(runStates).optional().describe('Only those that are this far, or have ended so.'),
    ...paging,
  }),
  output: z.object({ runs: z.array(workflowRun), ...paged }),
  pages: byPage,
  tags: (input) => [input.repo],
});

/** Performs `list_workflow_runs`. */
export const handleListWorkflowRuns =
  (github: GitHubClient): Handler<typeof listWorkflowRuns> =>
  async ({ repo, workflow, branch, sha, event, status, ...part }, ctx) => {
    const filter = {
      ...coordinatesOf(repo),
      ...(branch === undefined ? {} : { branch }),
      ...(sha === undefined ? {} : { head_sha: sha }),
      ...(event === undefined ? {} : { event }),
      ...(status === undefined ? {} : { status }),
    };
    const { items: runs, ...rest } = await listPaged(github, ctx, {
      about: workflow === undefined ? `repository ${repo}` : `workflow '${workflow}' in ${repo}`,
      ...part,
      call: async (page, request) =>
        enclosedList(
          await (workflow === undefined
            ? github.rest.actions.listWorkflowRunsForRepo({ ...filter, ...page, request })
            : github.rest.actions.listWorkflowRuns({ ...filter, workflow_id: workflow, ...page, request })),
          (data) => data.workflow_runs,
        ),
      read: readRun,
    });
    return { runs, ...rest };
  };
