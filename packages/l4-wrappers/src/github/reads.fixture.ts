import type { LocalGitHub } from './local-github.fixture.ts';
import type { GitHubRequest } from './writes.fixture.ts';

interface Numbered {
  readonly number: number;
}

/** Puts something of everything into a repository, for the reads to find. */
const fill = async ({ ask, repo, base, server }: LocalGitHub) => {
  const at = `/repos/${repo}`;
  await ask('POST', `${at}/git/refs`, { ref: 'refs/heads/work', sha: base });
  await ask('PUT', `${at}/contents/new.txt`, { branch: 'work', message: 'Change', content: 'bmV3' });
  const pull = await ask<Numbered>('POST', `${at}/pulls`, { title: 'Pull', head: 'work', base: 'main' });
  const issue = await ask<Numbered>('POST', `${at}/issues`, { title: 'Issue', labels: ['bug'], assignees: ['octo'] });
  await ask('POST', `${at}/issues/${issue.number}/comments`, { body: 'Comment' });
  await ask('POST', `${at}/pulls/${pull.number}/reviews`, { event: 'COMMENT', body: 'Review' });
  await ask('POST', `${at}/statuses/${base}`, { state: 'success', context: 'ci' });
  await ask('POST', `${at}/check-runs`, { name: 'test', head_sha: base, status: 'completed', conclusion: 'success' });
  await ask('POST', `${at}/releases`, { tag_name: 'v1', name: 'One', body: 'Notes' });
  const tag = { tag: 'v2', message: 'Second', object: base, type: 'commit' };
  const { sha } = await ask<{ sha: string }>('POST', `${at}/git/tags`, tag);
  await ask('POST', `${at}/git/refs`, { ref: 'refs/tags/v2', sha });
  await ask('POST', `${at}/actions/workflows/ci.yml/dispatches`, { ref: 'main' });
  const steps = [{ name: 'Test', conclusion: 'success' }] as const;
  server.setRun(1, { status: 'completed', jobs: [{ name: 'test', log: 'passed\n', steps }] });
  server.addDependabotAlert({ package: 'left-pad', severity: 'high', summary: 'Pads wrong', fixedIn: '2.0.0' });
  server.addCodeScanningAlert({ rule: 'py/eval', severity: 'error', message: 'eval', path: 'src/sum.py', line: 2 });
  return { pull: pull.number, issue: issue.number };
};

/** Every read of the catalog, on a repository in which it finds something. Some ways to ask take further requests. */
export const arrangeReads = async (local: LocalGitHub): Promise<readonly GitHubRequest[]> => {
  const { repo, base } = local;
  const { pull, issue } = await fill(local);
  return [
    { operation: 'compare', repo, base: 'main', head: 'work' },
    { operation: 'get_branch', repo, branch: 'main' },
    { operation: 'get_commit', repo, ref: 'work' },
    { operation: 'get_file', repo, path: 'src/sum.py', ref: 'main' },
    { operation: 'get_issue', repo, number: issue },
    { operation: 'get_job_logs', repo, jobId: 2 },
    { operation: 'get_pr', repo, number: pull },
    { operation: 'get_release', repo },
    { operation: 'get_release', repo, tag: 'v1' },
    { operation: 'get_repo', repo },
    { operation: 'get_run_jobs', repo, runId: 1 },
    { operation: 'get_tree', repo, path: 'src' },
    { operation: 'get_workflow_run', repo, runId: 1 },
    { operation: 'list_branches', repo },
    { operation: 'list_branches', repo, names: ['main', 'no'] },
    { operation: 'list_check_runs', repo, ref: base, status: 'completed', name: 'test' },
    { operation: 'list_code_scanning_alerts', repo },
    { operation: 'list_comments', repo, number: issue },
    { operation: 'list_commits', repo, sha: 'work', path: 'new.txt' },
    { operation: 'list_dependabot_alerts', repo, severities: ['high'] },
    { operation: 'list_issues', repo, labels: ['bug'] },
    { operation: 'list_labels', repo },
    { operation: 'list_pr_files', repo, number: pull },
    { operation: 'list_prs', repo, head: 'work', base: 'main', page: 1, pageSize: 5 },
    { operation: 'list_releases', repo },
    { operation: 'list_reviews', repo, number: pull },
    { operation: 'list_statuses', repo, ref: base },
    { operation: 'list_tags', repo },
    { operation: 'list_tags', repo, names: ['v1', 'v2'] },
    { operation: 'list_workflow_runs', repo, workflow: 'ci.yml', branch: 'main', status: 'success' },
    { operation: 'list_workflow_runs', repo, event: 'workflow_dispatch', sha: base },
    { operation: 'list_workflows', repo },
    {
      operation: 'search_issues',
      repo,
      text: 'Issue',
      labels: ['bug'],
      sort: 'created',
      updatedSince: '2020-01-01T00:00:00Z',
    },
    { operation: 'wait_for_checks', repo, ref: base },
    { operation: 'wait_for_run', repo, runId: 1 },
  ];
};
