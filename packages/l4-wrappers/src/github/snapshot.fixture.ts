/** Asks a GitHub itself, past the wrapper. */
export type Ask = <Answer>(method: string, path: string, body?: object) => Promise<Answer>;

type Texts = readonly string[];
type TextsByName = Readonly<Record<string, string>>;

/**
 * What a repository holds, in a form that two moments can be compared in. What GitHub never deletes counts no more once
 * it is closed, dismissed or cancelled.
 */
export interface Snapshot {
  readonly branches: TextsByName;
  readonly tags: TextsByName;
  readonly openPullRequests: Texts;
  readonly openIssues: Texts;
  readonly comments: Texts;
  /** Which labels there are, and what is open and bears them or is assigned to whom. */
  readonly labels: Texts;
  readonly reviews: Texts;
  /** The statuses that count, of the commits that branches are at. */
  readonly statuses: Texts;
  readonly checks: Texts;
  readonly releases: Texts;
  /** Those at work. */
  readonly runs: Texts;
  readonly alerts: Texts;
  /** Path and blob of every file of the default branch. */
  readonly files: TextsByName;
}

interface Named {
  readonly name: string;
}
interface User {
  readonly login: string;
}
interface Ref {
  readonly ref: string;
  readonly object: { readonly sha: string };
}
interface Item {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: string;
  readonly draft?: boolean;
  readonly base?: { readonly ref: string };
  readonly labels: readonly Named[];
  readonly assignees: readonly User[];
  readonly requested_reviewers?: readonly User[];
}
interface Review {
  readonly id: number;
  readonly state: string;
}
interface Status {
  readonly context: string;
  readonly state: string;
  readonly description: string | null;
}
interface CheckRun extends Named {
  readonly id: number;
  readonly status: string;
  readonly conclusion: string | null;
}
interface Release extends Named {
  readonly tag_name: string;
  readonly body: string | null;
  readonly draft: boolean;
  readonly prerelease: boolean;
}
interface Run {
  readonly id: number;
  readonly status: string;
  readonly run_attempt: number;
}
interface Alert {
  readonly number: number;
  readonly state: string;
}

const textOf = (item: Item): string =>
  `#${item.number} ${item.title}: ${item.body ?? ''}${item.base === undefined ? '' : ` -> ${item.base.ref}`}`;

const logins = (users: readonly User[]): string =>
  users
    .map((it) => it.login)
    .toSorted()
    .join();

const borne = ({ number, labels, assignees, requested_reviewers: reviewers = [] }: Item): string => {
  const names = labels.map((it) => it.name).toSorted();
  return `#${number}: ${names.join()} @ ${logins(assignees)} ? ${logins(reviewers)}`;
};

/** Looks at everything. */
export const snapshotOf = async (ask: Ask, repo: string): Promise<Snapshot> => {
  const get = <Answer>(path: string): Promise<Answer> => ask('GET', `/repos/${repo}${path}`);
  const each = async <Found>(keys: readonly (string | number)[], path: (key: string | number) => string) =>
    (await Promise.all(keys.map((key) => get<Found>(path(key))))).flat();
  const branches = await get<readonly (Named & { commit: { readonly sha: string } })[]>('/branches?per_page=100');
  const tags = await get<readonly Ref[]>('/git/matching-refs/tags/');
  const pulls = await get<readonly Item[]>('/pulls?state=all&per_page=100');
  const issues = await get<readonly Item[]>('/issues?state=all&per_page=100');
  const plain = issues.filter((it) => !('pull_request' in it));
  const labels = await get<readonly (Named & { color: string; description: string | null })[]>('/labels?per_page=100');
  const comments = await each<readonly { readonly id: number; readonly body: string }[]>(
    [...plain, ...pulls].map((it) => it.number),
    (number) => `/issues/${number}/comments?per_page=100`,
  );
  const reviews = await each<readonly Review[]>(
    pulls.map((it) => it.number),
    (number) => `/pulls/${number}/reviews?per_page=100`,
  );
  const commits = [...new Set(branches.map((it) => it.commit.sha))].toSorted();
  const statuses = await each<{ statuses: readonly Status[] }>(commits, (sha) => `/commits/${sha}/status`);
  const checks = await each<{ check_runs: readonly CheckRun[] }>(commits, (sha) => `/commits/${sha}/check-runs`);
  const releases = await get<readonly Release[]>('/releases?per_page=100');
  const { workflow_runs: runs } = await get<{ workflow_runs: readonly Run[] }>('/actions/runs?per_page=100');
  const alerts = await each<readonly Alert[]>(['dependabot', 'code-scanning'], (kind) => `/${kind}/alerts`);
  const { tree } = await get<{ tree: readonly { path: string; sha: string }[] }>('/git/trees/main?recursive=1');
  return {
    branches: Object.fromEntries(branches.map((it) => [it.name, it.commit.sha])),
    tags: Object.fromEntries(tags.map((it) => [it.ref, it.object.sha])),
    openPullRequests: pulls.filter((it) => it.state === 'open').map(textOf),
    openIssues: plain.filter((it) => it.state === 'open').map(textOf),
    comments: comments.flat().map((it) => `${it.id}: ${it.body}`),
    labels: [
      ...labels.map((it) => `${it.name} ${it.color} ${it.description ?? ''}`).toSorted(),
      ...[...plain, ...pulls].filter((it) => it.state === 'open').map(borne),
    ],
    reviews: reviews
      .flat()
      .filter((it) => it.state !== 'DISMISSED')
      .map((it) => `${it.id}: ${it.state}`),
    statuses: statuses.flatMap((it) => it.statuses).map((it) => `${it.context} ${it.state} ${it.description ?? ''}`),
    checks: checks
      .flatMap((it) => it.check_runs)
      .filter((it) => it.conclusion !== 'cancelled')
      .map((it) => `${it.id} ${it.name} ${it.status} ${it.conclusion}`),
    releases: releases.map((it) => `${it.tag_name} ${it.name}: ${it.body ?? ''} ${it.draft} ${it.prerelease}`),
    runs: runs.filter((it) => it.status !== 'completed').map((it) => `${it.id} ${it.status} ${it.run_attempt}`),
    alerts: alerts.flat().map((it) => `${it.number} ${it.state}`),
    files: Object.fromEntries(tree.map((it) => [it.path, it.sha])),
  };
};
