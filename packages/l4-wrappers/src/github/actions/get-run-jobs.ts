import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { enclosedList } from '../client/enclosed-list.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { byPage, listPaged, paged, paging } from '../client/paging.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';
import { runId } from './workflow-run.ts';

/** Lists the jobs of a run with their steps: where it has failed. */
export const getRunJobs = defineOperation({
  name: 'get_run_jobs',
  summary: "List the jobs of a workflow's run, with their steps.",
  effect: 'read',
  input: z.object({
    repo: repository,
    runId,
    allAttempts: z.boolean().default(false).describe('Whether to give those of earlier attempts, too.'),
    ...paging,
  }),
  output: z.object({
    jobs: z.array(
      z.object({
        id: z.int().describe('For get_job_logs.'),
        name: z.string(),
        attempt: z.int(),
        status: z.string().describe('`queued`, `in_progress`, `completed`.'),
        conclusion: z.string().nullable().describe('Of one that is completed: `success`, `failure`, `skipped`.'),
        startedAt: z.string().nullable(),
        completedAt: z.string().nullable(),
        steps: z.array(
          z.object({
            number: z.int(),
            name: z.string(),
            status: z.string(),
            conclusion: z.string().nullable(),
          }),
        ),
        url: z.string().nullable(),
      }),
    ),
    ...paged,
  }),
  pages: byPage,
  tags: (input) => [input.repo],
});

/** Performs `get_run_jobs`. */
export const handleGetRunJobs =
  (github: GitHubClient): Handler<typeof getRunJobs> =>
  async ({ repo, runId: id, allAttempts, ...part }, ctx) => {
    const filter = { ...coordinatesOf(repo), run_id: id, filter: allAttempts ? ('all' as const) : ('latest' as const) };
    const { items: jobs, ...rest } = await listPaged(github, ctx, {
      about: `run ${id} in ${repo}`,
      ...part,
      call: async (page, request) =>
        enclosedList(
          await github.rest.actions.listJobsForWorkflowRun({ ...filter, ...page, request }),
          (data) => data.jobs,
        ),
      read: (job) => ({
        id: job.id,
        name: job.name,
        attempt: job.run_attempt ?? 1,
        status: job.status,
        conclusion: job.conclusion,
        startedAt: job.started_at,
        completedAt: job.completed_at,
        steps: (job.steps ?? []).map(({ number, name, status, conclusion }) => ({ number, name, status, conclusion })),
        url: job.html_url,
      }),
    });
    return { jobs, ...rest };
  };
