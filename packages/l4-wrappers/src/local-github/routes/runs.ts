import {
  type FrontAnswer,
  type FrontRequest,
  Refusal,
  type Route,
  callerOf,
  found,
  repositoryPath,
  route,
} from '../front-route.ts';
import { pageOf } from '../front-page.ts';
import { nowText } from '../front-time.ts';
import { jobShown, runShown } from './workflow-answers.ts';
import type { Run, RunBook } from './workflow-runs.ts';

/** Answers with a page of a list that has its count beside it. */
export const counted = (request: FrontRequest, name: string, all: readonly object[]): FrontAnswer => {
  const { items, headers } = pageOf(request, all);
  return { status: 200, headers, body: { total_count: all.length, [name]: items } };
};

/** The address of the repository that a request is about. */
export const addressOf = (request: FrontRequest): string => `${request.url}${repositoryPath(request)}`;

const isAsked = (query: URLSearchParams, name: string, ...values: readonly (string | null)[]): boolean =>
  query.get(name) === null || values.includes(query.get(name));

/** Answers with the runs that the query asks for: those of one workflow, or all. */
export const listRuns = async (request: FrontRequest, runs: RunBook, workflowId?: number): Promise<FrontAnswer> => {
  const { query } = request;
  const repository = await found<object>(request, repositoryPath(request));
  const asked = runs
    .all()
    .filter(
      (it) =>
        (workflowId === undefined || it.workflowId === workflowId) &&
        isAsked(query, 'branch', it.branch) &&
        isAsked(query, 'event', it.event) &&
        isAsked(query, 'head_sha', it.sha) &&
        isAsked(query, 'status', it.status, it.conclusion),
    );
  const where = addressOf(request);
  return counted(
    request,
    'workflow_runs',
    asked.map((run) => runShown(run, where, repository)),
  );
};

const runOf = (request: FrontRequest, runs: RunBook): Run => {
  const run = runs.get(Number(request.params['run']));
  if (run === undefined) throw new Refusal(404, 'Not Found');
  return run;
};

const cancel = async (request: FrontRequest, runs: RunBook): Promise<FrontAnswer> => {
  await callerOf(request);
  const run = runOf(request, runs);
  if (run.status === 'completed') throw new Refusal(409, 'Cannot cancel a workflow run that is completed.');
  runs.change(run.id, { status: 'completed', conclusion: 'cancelled', at: nowText() });
  return { status: 202, body: {} };
};

const rerun = async (request: FrontRequest, runs: RunBook): Promise<FrontAnswer> => {
  await callerOf(request);
  const run = runOf(request, runs);
  if (run.status !== 'completed') throw new Refusal(403, 'This workflow is already running');
  runs.change(run.id, { status: 'queued', attempt: run.attempt + 1, at: nowText() });
  return { status: 201, body: {} };
};

const jobOf = (request: FrontRequest, runs: RunBook) => {
  const id = Number(request.params['job']);
  for (const run of runs.all()) {
    const job = run.jobs.find((it) => it.id === id);
    if (job !== undefined) return { run, job };
  }
  throw new Refusal(404, 'Not Found');
};

const logPath = '/_logs/jobs';

/** Runs, their jobs and what these have logged. */
export const createRunRoutes = (runs: RunBook): readonly Route[] => {
  const base = '/repos/{owner}/{repo}/actions';
  return [
    route('GET', `${base}/runs`, (request) => listRuns(request, runs)),
    route('GET', `${base}/runs/{run}`, async (request) => {
      const repository = await found<object>(request, repositoryPath(request));
      return { status: 200, body: runShown(runOf(request, runs), addressOf(request), repository) };
    }),
    route('POST', `${base}/runs/{run}/cancel`, (request) => cancel(request, runs)),
    route('POST', `${base}/runs/{run}/rerun`, (request) => rerun(request, runs)),
    route('POST', `${base}/runs/{run}/rerun-failed-jobs`, (request) => rerun(request, runs)),
    route('GET', `${base}/runs/{run}/jobs`, (request) => {
      const run = runOf(request, runs);
      const jobs = run.jobs.map((job) => jobShown(job, run, addressOf(request)));
      return counted(request, 'jobs', jobs);
    }),
    route('GET', `${base}/jobs/{job}`, (request) => {
      const { run, job } = jobOf(request, runs);
      return { status: 200, body: jobShown(job, run, addressOf(request)) };
    }),
    // GitHub keeps logs elsewhere, too, and sends there.
    route('GET', `${base}/jobs/{job}/logs`, (request) => {
      const { job } = jobOf(request, runs);
      return { status: 302, headers: { location: `${request.url}${logPath}/${job.id}` } };
    }),
    route('GET', `${logPath}/{job}`, (request) => {
      const { job } = jobOf(request, runs);
      const headers = { 'content-type': 'text/plain; charset=utf-8' };
      return { status: 200, headers, body: Buffer.from(job.seed.log ?? '') };
    }),
  ];
};
