import { createContext } from '@strata/core';
import { expect, test } from 'vitest';
import { GitHubAPIWrapper } from '../index.ts';
import { type LocalGitHub, startLocalGitHub } from '../local-github.fixture.ts';

const ctx = createContext();

const put = ({ ask, repo }: LocalGitHub, branch: string, name: string): Promise<unknown> =>
  ask('PUT', `/repos/${repo}/contents/${name}`, { branch, message: `Add ${name}`, content: 'bmV3' });

/** A branch that is three commits ahead of `main` and one behind. */
const connect = async () => {
  const local = await startLocalGitHub();
  const { ask, repo, base } = local;
  await ask('POST', `/repos/${repo}/git/refs`, { ref: 'refs/heads/work/fix', sha: base });
  for (const name of ['a.txt', 'b.txt', 'c.txt']) await put(local, 'work/fix', name);
  await put(local, 'main', 'd.txt');
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, perPage: 2 });
  const compare = (given: object, from = 'main', to = 'work/fix') =>
    github.execute({ operation: 'compare', repo, base: from, head: to, ...given }, ctx);
  return { local, compare, base, [Symbol.asyncDispose]: local.stop };
};

test('S44: compare gives what the head is ahead by, over pages, from where the histories part', async () => {
  await using given = await connect();
  const result = await given.compare({});
  expect(result).toMatchObject({
    data: {
      status: 'diverged',
      aheadBy: 3,
      behindBy: 1,
      mergeBase: given.base,
      commits: [{ message: 'Add a.txt' }, { message: 'Add b.txt' }, { message: 'Add c.txt' }],
      files: [
        { path: 'a.txt', status: 'added' },
        { path: 'b.txt', status: 'added' },
        { path: 'c.txt', status: 'added' },
      ],
      complete: true,
    },
  });
  expect(result.success && result.data.files.some((file) => file.patch !== undefined)).toBe(false);
  const patched = await given.compare({ withPatches: true });
  expect(patched.success && patched.data.files.every((file) => file.patch !== undefined)).toBe(true);
});

test('compare says when there is more than it gives', async () => {
  await using given = await connect();
  expect(await given.compare({ maxCommits: 2 })).toMatchObject({
    data: { aheadBy: 3, commits: [{}, {}], complete: false },
  });
});

test('compare of the same, and of what is behind', async () => {
  await using given = await connect();
  expect(await given.compare({}, 'main', 'main')).toMatchObject({
    data: { status: 'identical', aheadBy: 0, behindBy: 0, commits: [], files: [], complete: true },
  });
  expect(await given.compare({}, 'main', given.base)).toMatchObject({ data: { status: 'behind', behindBy: 1 } });
});

test('compare names both when one is not there', async () => {
  await using given = await connect();
  expect(await given.compare({}, 'main', 'no')).toMatchObject({
    error: { kind: 'not_found', message: expect.stringContaining("'main' or 'no' in octo/app") as string },
  });
});
