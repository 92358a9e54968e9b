import { type AnyTool, type Failure, type Result, createContext } from '@strata/core';
import { GitHubAPIWrapper, githubCatalog } from '@strata/l4-wrappers/github';
import { type LocalGitHub, startLocalGitHub } from '@strata/l4-wrappers/local-github';
import { expect, onTestFinished, test } from 'vitest';
import { GitHubExpert } from './github-expert.ts';

const repo = 'ann/app';
const workflow = 'name: CI\non:\n  workflow_dispatch:\njobs:\n  test:\n    runs-on: ubuntu-latest\n';

/** An expert with its cache, whose pages have so many items. Only its own pacing is left out. */
const connect = (local: LocalGitHub, perPage = 100): AnyTool => {
  const wrapper = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, perPage });
  // Which operation is asked for is known only when the test runs.
  return new GitHubExpert(wrapper, { rateLimit: false }) as unknown as AnyTool;
};

const dataOf = (answer: Result<unknown, Failure>): Readonly<Record<string, unknown>> => {
  if (!answer.success) throw new Error(`${answer.error.kind}: ${answer.error.message}`);
  // Every operation's output is an object.
  return answer.data as Readonly<Record<string, unknown>>;
};

/** Two of everything that can be listed. */
const open = async () => {
  const files = ['ci', 'cd'].map((name) => ({ path: `.github/workflows/${name}.yml`, content: workflow }));
  const local = await startLocalGitHub({
    repo,
    files: files.map((file) => ({ ...file, encoding: 'utf-8' })),
    limit: 1_000_000,
  });
  onTestFinished(() => local.stop());
  const github = connect(local);
  const act = async (operation: string, input: object) => {
    const request = { repo, ...input, operation };
    return dataOf(await github.execute(request, createContext()));
  };
  await act('create_branch', { branch: 'idea' });
  for (const name of ['one', 'two']) {
    const file = { path: `${name}.txt`, content: `${name}\n`, message: `Add ${name}`, branch: 'idea' };
    await act('update_file', file);
    await act('create_issue', { title: `Issue ${name}` });
    await act('create_label', { name, color: 'ff0000' });
    await act('create_tag', { tag: name, sha: local.baseSha, message: name });
    await act('create_release', { tag: `${name}-released`, name });
    await act('create_status', { sha: local.baseSha, context: name, state: 'success' });
    await act('create_check_run', { sha: local.baseSha, name, conclusion: 'success', title: name, summary: name });
    await act('dispatch_workflow', { workflow: 'ci.yml' });
    local.addDependabotAlert({ package: name, severity: 'high', summary: name, fixedIn: '2.0.0' });
    local.addCodeScanningAlert({ rule: name, severity: 'error', message: name, path: 'one.txt', line: 1 });
  }
  local.setRun(1, { status: 'in_progress', jobs: [{ name: 'build' }, { name: 'test' }] });
  await act('create_branch', { branch: 'other', from: 'idea' });
  const { number } = await act('create_pr', { title: 'Idea', head: 'idea', body: 'why' });
  await act('create_pr', { title: 'Other', head: 'other', body: 'why' });
  for (const body of ['one', 'two']) {
    await act('add_comment', { number: 1, body });
    await act('comment_review', { number, body });
  }
  return { local, number, act };
};

/** How each list is asked for that cannot be asked for with the repository alone. */
const inputsOf = (number: unknown, baseSha: string): Readonly<Record<string, object>> => ({
  get_run_jobs: { runId: 1 },
  list_check_runs: { ref: baseSha },
  list_comments: { number: 1 },
  list_commits: { sha: 'idea' },
  list_pr_files: { number },
  list_reviews: { number },
  list_statuses: { ref: baseSha },
  // The local GitHub says of issues only where they are.
  search_issues: { kind: 'issue' },
});

const lists = Object.values(githubCatalog.operations).filter((it) => 'pages' in it);

test.each(lists.map((it) => it.name))(
  'S45, S47: %s says the same however often its full pages are polled',
  async (name) => {
    const { local, number } = await open();
    const request = { operation: name, repo, ...inputsOf(number, local.baseSha)[name] };
    const { count } = dataOf(await connect(local).execute(request, createContext()));
    expect(count).toBeGreaterThanOrEqual(2);
    const size = Number(count);
    const ways = {
      whole: {},
      'as many as there are': { maxResults: size },
      'the page that is full': name === 'list_dependabot_alerts' ? { cursor: '' } : { page: 1, pageSize: size },
    };
    for (const [way, part] of Object.entries(ways)) {
      const github = connect(local, size);
      const poll = async () => dataOf(await github.execute({ ...request, ...part }, createContext()));
      const first = await poll();
      expect(first, way).toMatchObject({ count: size, complete: true });
      expect([await poll(), await poll()], way).toEqual([first, first]);
    }
  },
);

test('S45, S47: an alert that comes up behind a full page that is as before is seen', async () => {
  const { local, act } = await open();
  await act('dismiss_dependabot_alert', { number: 1, reason: 'not_used' });
  const github = connect(local, 1);
  const request = { operation: 'list_dependabot_alerts', repo };
  const packages = async () => dataOf(await github.execute(request, createContext()))['alerts'];
  for (let poll = 0; poll < 3; poll += 1) expect(await packages()).toMatchObject([{ package: 'two' }]);
  await act('reopen_dependabot_alert', { number: 1 });
  for (let poll = 0; poll < 3; poll += 1)
    expect(await packages()).toMatchObject([{ package: 'two' }, { package: 'one' }]);
});
