import { wait } from '../fake/wait.ts';
import { conflict, refused } from '../fake/fake-refusal.ts';
import { type GitHubState, type RepositoryState, type RunState, nextId } from './github-state.ts';
import { branchAt, commitOf, resolve } from './history.ts';
import { listed } from './listing.ts';
import { type GitHubHandlers, missing, repositoryOf, timeOf, webOf } from './repositories.ts';

/** The workflows that the default branch has. */
const workflowsOf = (repository: RepositoryState) => {
  const { files } = commitOf(repository, branchAt(repository, repository.defaultBranch));
  return Object.entries(files)
    .filter(([path]) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path))
    .map(([path, { sha }], index) => {
      const text = Buffer.from(repository.blobs.get(sha) ?? []).toString();
      const name = /^name: *(.+)$/m.exec(text)?.[1] ?? path;
      return { id: index + 1, name, path, state: 'active', url: webOf(repository.repo, `actions/${path}`), text };
    });
};

const workflowOf = (repository: RepositoryState, wanted: string) => {
  const found = workflowsOf(repository).find(({ id, path }) => String(id) === wanted || path.endsWith(`/${wanted}`));
  if (found === undefined) throw missing(`workflow '${wanted}' in ${repository.repo}`);
  return found;
};

const runOf = (repository: RepositoryState, id: number): RunState => {
  const found = repository.runs.get(id);
  if (found === undefined) throw missing(`run ${id} in ${repository.repo}`);
  return found;
};

const show = ({ repo }: RepositoryState, { jobs: _jobs, ...run }: RunState) => ({
  ...run,
  url: webOf(repo, `actions/runs/${run.id}`),
});

/** Only names the inputs that stand in the workflow; GitHub refuses others. */
const isKnownInput = (text: string, input: string): boolean =>
  new RegExp(`^ +${input.replaceAll(/\W/g, '.')}:`, 'm').test(text);

/** What is done with workflows, and what shows their runs. */
export const workflowHandlers = (
  state: GitHubState,
): GitHubHandlers<'list_workflows' | 'dispatch_workflow' | 'list_workflow_runs' | 'get_workflow_run'> => ({
  list_workflows: async ({ repo, ...paging }) => {
    const { shown, told } = listed(workflowsOf(repositoryOf(state, repo)), paging);
    return { workflows: shown, ...told };
  },
  dispatch_workflow: async ({ repo, workflow: wanted, ref, inputs, markInput }, ctx) => {
    const repository = repositoryOf(state, repo);
    const workflow = workflowOf(repository, wanted);
    const given = { ...inputs, ...(markInput === undefined ? {} : { [markInput]: '' }) };
    const unknown = Object.keys(given).find((input) => !isKnownInput(workflow.text, input));
    if (!repository.branches.has(ref))
      throw refused(`GitHub refuses workflow '${wanted}' in ${repo}: No ref found for: ${ref}`);
    if (unknown !== undefined)
      throw refused(`GitHub refuses workflow '${wanted}' in ${repo}: Unexpected inputs provided: ${unknown}`);
    const mark =
      markInput === undefined || ctx.callId === undefined ? '' : ` strata:${encodeURIComponent(ctx.callId)};`;
    const at = timeOf(ctx);
    const run: RunState = {
      id: nextId(state),
      name: workflow.name,
      title: `${workflow.name}${mark}`,
      workflow: workflow.path,
      event: 'workflow_dispatch',
      branch: ref,
      sha: resolve(repository, ref, `branch '${ref}' in ${repo}`).sha,
      status: 'queued',
      conclusion: null,
      attempt: 1,
      createdAt: at,
      updatedAt: at,
      jobs: [],
    };
    repository.runs.set(run.id, run);
    return { runId: run.id, url: show(repository, run).url };
  },
  list_workflow_runs: async ({ repo, workflow, branch, sha, event, status, ...paging }) => {
    const repository = repositoryOf(state, repo);
    const path = workflow === undefined ? undefined : workflowOf(repository, workflow).path;
    const found = [...repository.runs.values()]
      .toReversed()
      .filter(
        (run) =>
          (path === undefined || run.workflow === path) &&
          (branch === undefined || run.branch === branch) &&
          (sha === undefined || run.sha === sha) &&
          (event === undefined || run.event === event) &&
          (status === undefined || run.status === status || run.conclusion === status),
      );
    const { shown, told } = listed(found, paging);
    return { runs: shown.map((run) => show(repository, run)), ...told };
  },
  get_workflow_run: async ({ repo, runId }) => {
    const repository = repositoryOf(state, repo);
    return show(repository, runOf(repository, runId));
  },
});

/** What is done with runs. A test says in `state` how far they are: nothing runs here by itself. */
export const runHandlers = (
  state: GitHubState,
): GitHubHandlers<'cancel_workflow_run' | 'rerun_workflow_run' | 'get_run_jobs' | 'get_job_logs' | 'wait_for_run'> => ({
  cancel_workflow_run: async ({ repo, runId, attempt }, ctx) => {
    const run = runOf(repositoryOf(state, repo), runId);
    const changed = run.status !== 'completed' && run.attempt === (attempt ?? run.attempt);
    if (changed) Object.assign(run, { status: 'completed', conclusion: 'cancelled', updatedAt: timeOf(ctx) });
    return { runId, changed };
  },
  rerun_workflow_run: async ({ repo, runId, attempt }, ctx) => {
    const run = runOf(repositoryOf(state, repo), runId);
    if (run.attempt > attempt) return { runId, attempt: attempt + 1, changed: false };
    if (run.attempt < attempt || run.status !== 'completed') throw conflict(`run ${runId} in ${repo} has not ended`);
    Object.assign(run, { status: 'queued', conclusion: null, attempt: run.attempt + 1, updatedAt: timeOf(ctx) });
    return { runId, attempt: run.attempt, changed: true };
  },
  get_run_jobs: async ({ repo, runId, ...paging }) => {
    const { shown, told } = listed(runOf(repositoryOf(state, repo), runId).jobs, paging);
    return { jobs: shown, ...told };
  },
  get_job_logs: async ({ repo, jobId, maxCharacters }) => {
    const jobs = [...repositoryOf(state, repo).runs.values()].flatMap((run) => run.jobs);
    const job = jobs.find(({ id }) => id === jobId);
    if (job === undefined) throw missing(`log of job ${jobId} in ${repo}`);
    const complete = job.log.length <= maxCharacters;
    const end = job.log.slice(-maxCharacters);
    const text = complete ? job.log : end.slice(end.indexOf('\n') + 1);
    return { text, complete, characters: job.log.length };
  },
  wait_for_run: async ({ repo, runId, timeoutMs, intervalMs }, ctx) => {
    const repository = repositoryOf(state, repo);
    let told = '';
    for (let waitedMs = 0; ; waitedMs += intervalMs) {
      const run = show(repository, runOf(repository, runId));
      const { status, conclusion, attempt, updatedAt } = run;
      const change = JSON.stringify({ status, conclusion, attempt });
      if (change !== told) await ctx.tell({ status, conclusion, attempt, updatedAt });
      told = change;
      if (status === 'completed' || waitedMs >= timeoutMs) return { ended: status === 'completed', run };
      await wait(ctx, Math.min(intervalMs, timeoutMs - waitedMs));
    }
  },
});
