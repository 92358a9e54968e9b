import { createEmulator } from 'emulate';

/** Files by their paths. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** What a repository holds, in a form that two moments can be compared in. */
export interface Snapshot {
  readonly branches: Readonly<Record<string, string>>;
  readonly openPullRequests: readonly string[];
  readonly openIssues: readonly string[];
  readonly comments: readonly string[];
  /** Path and blob of every file of the default branch. */
  readonly files: Readonly<Record<string, string>>;
}

/** A GitHub on this machine with one repository. */
export interface LocalGitHub extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly repo: string;
  /** The commit that `main` begins at. */
  readonly base: string;
  /** Asks the local GitHub itself, past the wrapper. */
  readonly ask: <Answer>(method: string, path: string, body?: object) => Promise<Answer>;
  readonly snapshot: () => Promise<Snapshot>;
  readonly stop: () => Promise<void>;
}

/** A small project with text, a program, bytes and a folder. */
export const sampleFiles: Files = {
  'README.md': '# App\n',
  'src/sum.py': 'def add(a, b):\n    return a - b\n',
  'src/naïve name #1.txt': 'Grüße\n',
  'logo.bin': new Uint8Array([0, 255, 254, 10, 0, 128]),
};

interface Named {
  readonly sha: string;
}

const seed = async (ask: LocalGitHub['ask'], repo: string, files: Files): Promise<string> => {
  const entries = [];
  for (const [path, content] of Object.entries(files)) {
    const body = { content: Buffer.from(content).toString('base64'), encoding: 'base64' };
    const { sha } = await ask<Named>('POST', `/repos/${repo}/git/blobs`, body);
    entries.push({ path, mode: '100644', type: 'blob', sha });
  }
  const tree = await ask<Named>('POST', `/repos/${repo}/git/trees`, { tree: entries });
  const commit = await ask<Named>('POST', `/repos/${repo}/git/commits`, {
    message: 'Begin',
    tree: tree.sha,
    parents: [],
  });
  await ask('PATCH', `/repos/${repo}/git/refs/heads/main`, { sha: commit.sha, force: true });
  return commit.sha;
};

const byName = <Item>(items: readonly Item[], name: (item: Item) => string, value: (item: Item) => string) =>
  Object.fromEntries(items.map((item) => [name(item), value(item)]));

const snapshotOf = async (ask: LocalGitHub['ask'], repo: string): Promise<Snapshot> => {
  const list = <Item>(path: string): Promise<readonly Item[]> => ask('GET', `/repos/${repo}${path}`);
  interface Branch {
    readonly name: string;
    readonly commit: Named;
  }
  interface Issue {
    readonly number: number;
    readonly title: string;
    readonly body: string | null;
    readonly state: string;
    readonly pull_request?: object;
  }
  const branches = await list<Branch>('/branches?per_page=100');
  const pulls = await list<Issue>('/pulls?state=open&per_page=100');
  const everyIssue = await list<Issue>('/issues?state=all&per_page=100');
  const issues = everyIssue.filter((it) => it.state === 'open' && it.pull_request === undefined);
  // One by one: the emulator takes the route for all comments of a repository for that of an issue.
  const comments = await Promise.all(
    everyIssue.map((it) =>
      list<{ readonly id: number; readonly body: string }>(`/issues/${it.number}/comments?per_page=100`),
    ),
  );
  const { tree } = await ask<{ readonly tree: readonly { readonly path: string; readonly sha: string }[] }>(
    'GET',
    `/repos/${repo}/git/trees/main?recursive=1`,
  );
  return {
    branches: byName(
      branches,
      (it) => it.name,
      (it) => it.commit.sha,
    ),
    openPullRequests: pulls.map((it) => `#${it.number} ${it.title}: ${it.body ?? ''}`),
    openIssues: issues.map((it) => `#${it.number} ${it.title}: ${it.body ?? ''}`),
    comments: comments.flat().map((it) => `${it.id}: ${it.body}`),
    files: byName(
      tree,
      (it) => it.path,
      (it) => it.sha,
    ),
  };
};

/** Starts a GitHub on a free port of the loopback interface, with a repository that holds `files`. */
export const startLocalGitHub = async (files: Files = sampleFiles): Promise<LocalGitHub> => {
  const token = 'ghp_localGitHubToken0123456789';
  const repo = 'octo/app';
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    hostname: '127.0.0.1',
    seed: {
      tokens: { [token]: { login: 'octo', scopes: ['repo'] } },
      github: { users: [{ login: 'octo' }], repos: [{ owner: 'octo', name: 'app' }] },
    },
  });
  // It calls itself localhost, which may lead to an address that it does not listen on.
  const url = `http://127.0.0.1:${new URL(emulator.url).port}`;
  const ask = async <Answer>(method: string, path: string, body?: object): Promise<Answer> => {
    const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    // The caller says what the route answers.
    return (answer.status === 204 ? undefined : await answer.json()) as Answer;
  };
  const base = await seed(ask, repo, files);
  const stop = (): Promise<void> => emulator.close();
  return { url, token, repo, base, ask, snapshot: () => snapshotOf(ask, repo), stop, [Symbol.asyncDispose]: stop };
};
