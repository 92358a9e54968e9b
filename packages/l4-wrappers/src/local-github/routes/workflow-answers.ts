import type { Job, Run } from './workflow-runs.ts';
import type { WorkflowFile } from './workflow-file.ts';

/** A workflow as GitHub shows it. */
export const workflowShown = (file: WorkflowFile, id: number, where: string, at: string) => ({
  id,
  node_id: `W_${id}`,
  name: file.name,
  path: file.path,
  state: 'active',
  created_at: at,
  updated_at: at,
  url: `${where}/actions/workflows/${id}`,
  html_url: `${where}/blob/main/${file.path}`,
  badge_url: `${where}/workflows/${encodeURIComponent(file.name)}/badge.svg`,
});

/** A run as GitHub shows it. */
export const runShown = (run: Run, where: string, repository: object) => {
  const url = `${where}/actions/runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: `WFR_${run.id}`,
    check_suite_id: run.id,
    check_suite_node_id: `CS_${run.id}`,
    head_branch: run.branch,
    head_sha: run.sha,
    path: run.path,
    display_title: run.title,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflowId,
    url,
    html_url: url,
    pull_requests: [],
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    run_started_at: run.createdAt,
    actor: run.actor,
    triggering_actor: run.actor,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${where}/check-suites/${run.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${url}/attempts/${run.attempt - 1}` : null,
    workflow_url: `${where}/actions/workflows/${run.workflowId}`,
    head_commit: null,
    repository,
    head_repository: repository,
  };
};

/** A job as GitHub shows it. What is not said of it is as the run is. */
export const jobShown = ({ id, attempt, seed }: Job, run: Run, where: string) => {
  const status = seed.status ?? run.status;
  const conclusion = status === 'completed' ? (seed.conclusion ?? run.conclusion ?? 'success') : null;
  const ended = status === 'completed' ? run.updatedAt : null;
  const steps = (seed.steps ?? []).map((step, index) => ({
    name: step.name,
    status: 'completed',
    conclusion: step.conclusion,
    number: index + 1,
    started_at: run.createdAt,
    completed_at: run.updatedAt,
  }));
  return {
    id,
    run_id: run.id,
    run_url: `${where}/actions/runs/${run.id}`,
    run_attempt: attempt,
    node_id: `CR_${id}`,
    head_sha: run.sha,
    head_branch: run.branch,
    workflow_name: run.name,
    url: `${where}/actions/jobs/${id}`,
    html_url: `${where}/actions/runs/${run.id}/job/${id}`,
    status,
    conclusion,
    created_at: run.createdAt,
    started_at: run.createdAt,
    completed_at: ended,
    name: seed.name,
    steps,
    check_run_url: `${where}/check-runs/${id}`,
    labels: ['ubuntu-latest'],
    runner_id: null,
    runner_name: null,
    runner_group_id: null,
    runner_group_name: null,
  };
};
