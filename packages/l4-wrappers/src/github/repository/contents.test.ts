import { createContext } from '@strata/core';
import { expect, test } from 'vitest';
import { GitHubAPIWrapper } from '../index.ts';
import { startLocalGitHub } from '../local-github.fixture.ts';

const ctx = createContext();

const connect = async () => {
  const local = await startLocalGitHub();
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, perPage: 2 });
  return { local, github, repo: local.repo, [Symbol.asyncDispose]: local.stop };
};

test('S44: get_tree lists what a branch or a folder holds, and no more than is asked for', async () => {
  await using given = await connect();
  const { github, repo } = given;
  const tree = { operation: 'get_tree', repo } as const;
  const all = await github.execute(tree, ctx);
  expect(all.success && all.data.entries.map((it) => it.path).toSorted()).toEqual([
    '.github',
    '.github/workflows',
    '.github/workflows/ci.yml',
    'README.md',
    'logo.bin',
    'src',
    'src/naïve name #1.txt',
    'src/sum.py',
  ]);
  expect(all).toMatchObject({ data: { complete: true, count: 8 } });
  const inside = await github.execute({ ...tree, path: '.github', recursive: true }, ctx);
  expect(inside).toMatchObject({
    data: {
      entries: [
        { path: '.github/workflows', type: 'folder' },
        { path: '.github/workflows/ci.yml', type: 'file' },
      ],
    },
  });
  expect(await github.execute({ ...tree, recursive: false, maxEntries: 2 }, ctx)).toMatchObject({
    data: { count: 2, complete: false },
  });
  expect(await github.execute({ ...tree, path: 'src/no' }, ctx)).toMatchObject({
    error: { kind: 'not_found', message: expect.stringContaining("'src/no'") as string },
  });
  expect(await github.execute({ ...tree, path: 'README.md' }, ctx)).toMatchObject({ error: { kind: 'refused' } });
});

test('S45: get_tree reads folder by folder what GitHub cuts off', async () => {
  const tree = (sha: string, recursive: boolean): object => {
    const blob = { path: 'f', mode: '100644', type: 'blob', sha: 'f', size: 1, url: '' };
    const folder = { path: 'd', mode: '040000', type: 'tree', sha: 'd', url: '' };
    if (sha === 'd') return { sha, url: '', tree: [blob], truncated: false };
    return { sha, url: '', tree: recursive ? [folder] : [folder, blob], truncated: recursive };
  };
  const fetch: typeof globalThis.fetch = async (input) => {
    const { pathname, searchParams } = new URL(new Request(input).url);
    return Response.json(tree(pathname.split('/').at(-1) ?? '', searchParams.has('recursive')));
  };
  const github = new GitHubAPIWrapper({ baseUrl: 'https://github.test', fetch });
  expect(await github.execute({ operation: 'get_tree', repo: 'octo/app' }, ctx)).toMatchObject({
    data: { entries: [{ path: 'd' }, { path: 'd/f', sizeBytes: 1 }, { path: 'f' }], complete: true },
  });
  expect(await github.execute({ operation: 'get_tree', repo: 'octo/app', maxEntries: 2 }, ctx)).toMatchObject({
    data: { entries: [{ path: 'd' }, { path: 'd/f' }], complete: false },
  });
});

test('S44 S45: the files of a commit and of a pull request are all given, whatever the pages', async () => {
  await using given = await connect();
  const { github, repo, local } = given;
  await github.execute({ operation: 'create_branch', repo, branch: 'work' }, ctx);
  const files = ['a', 'b', 'c'].map((path) => ({ path, content: `${path}\n` }));
  const about = { repo, branch: 'work', parent: local.base, message: 'Three', files };
  const made = await github.execute({ operation: 'commit_files', ...about }, createContext({ callId: 'this/call' }));
  expect(made).toMatchObject({ success: true });
  const pull = await github.execute({ operation: 'create_pr', repo, title: 'T', head: 'work' }, ctx);
  const shown = await github.execute({ operation: 'get_commit', repo, ref: 'work' }, ctx);
  expect(shown).toMatchObject({
    data: { message: 'Three', callId: 'this/call', parents: [local.base], complete: true },
  });
  const paths = (entries: readonly { readonly path: string }[]) => entries.map((it) => it.path).toSorted();
  expect(shown.success && paths(shown.data.files)).toEqual(['a', 'b', 'c']);
  const number = pull.success ? pull.data.number : 0;
  const changed = await github.execute({ operation: 'list_pr_files', repo, number }, ctx);
  expect(changed.success && paths(changed.data.files)).toEqual(['a', 'b', 'c']);
  expect(changed).toMatchObject({ data: { complete: true } });
});

test('S44: search_issues finds by words, labels, people, kind and state', async () => {
  await using given = await connect();
  const { github, repo } = given;
  await github.execute({ operation: 'create_issue', repo, title: 'Sum is wrong', labels: ['bug', 'in sums'] }, ctx);
  await github.execute({ operation: 'create_issue', repo, title: 'Else' }, ctx);
  const search = async (filter: object) => {
    const found = await github.execute({ operation: 'search_issues', repo, ...filter }, ctx);
    if (!found.success) throw new Error(found.error.message);
    return found.data;
  };
  expect(await search({})).toMatchObject({ total: 2, complete: true, count: 2 });
  expect(await search({ text: 'wrong', labels: ['bug', 'in sums'], author: 'octo', kind: 'issue' })).toMatchObject({
    issues: [{ number: 1, kind: 'issue', author: 'octo', title: 'Sum is wrong' }],
  });
  expect(await search({ kind: 'pr' })).toMatchObject({ total: 0 });
  expect(await search({ state: 'closed' })).toMatchObject({ total: 0 });
  expect(await search({ maxResults: 1 })).toMatchObject({ total: 2, count: 1, complete: false });
});

test('A4: search_issues takes each word for itself, and gives nothing of another repository', async () => {
  await using given = await connect();
  const { repo, local } = given;
  await given.github.execute({ operation: 'create_issue', repo, title: 'Wrong sum' }, ctx);
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(new Request(input).url);
    if (url.pathname !== '/search/issues') return globalThis.fetch(input, init);
    asked.push(url.searchParams.get('q') ?? '');
    url.searchParams.set('q', `repo:${repo}`);
    const found = (await (await globalThis.fetch(url, init)).json()) as { items: [{ repository_url: string }] };
    const foreign = { ...found.items[0], repository_url: 'https://api.github.com/repos/octo/app-2' };
    return Response.json({ ...found, total_count: 2, items: [...found.items, foreign] });
  };
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, fetch });
  const found = await github.execute({ operation: 'search_issues', repo, text: 'x) OR (NOT y' }, ctx);
  expect(found).toMatchObject({ data: { issues: [{ number: 1 }], count: 1, total: 1, complete: true } });
  expect(asked).toEqual([`"x)" "OR" "(NOT" "y" repo:${repo} is:open`]);
});

test.each([{ text: 'x repo:octo/other' }, { labels: ['a" repo:octo/other "'] }, { author: 'a repo:octo/other' }])(
  'A4: search_issues does not let %j into other repositories',
  async (input) => {
    await using given = await connect();
    const found = await given.github.execute({ operation: 'search_issues', repo: given.repo, ...input }, ctx);
    expect(found).toMatchObject({ success: false, error: { kind: 'invalid_input' } });
  },
);
