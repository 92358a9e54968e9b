import { createContext } from '@strata/core';
import { GitHubAPIWrapper } from '@strata/l4-wrappers/github';
import { expect, test } from 'vitest';
import { startLocalGitHub } from './local-github.ts';

const ctx = createContext();

test('a local GitHub has exactly the files that it was given, on the branch that was named', async () => {
  const files = [
    { path: 'a.txt', content: 'a\n', encoding: 'utf-8' },
    { path: 'dir/b.bin', content: 'AP8=', encoding: 'base64', executable: true },
  ] as const;
  await using local = await startLocalGitHub({ repo: 'ann/app', base: 'trunk', files });
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url });
  const repository = await github.execute({ operation: 'get_repo', repo: 'ann/app' }, ctx);
  expect(repository).toMatchObject({ data: { defaultBranch: 'trunk', permissions: { push: true } } });
  const branches = await github.execute({ operation: 'list_branches', repo: 'ann/app' }, ctx);
  expect(branches).toMatchObject({ data: { branches: [{ branch: 'trunk', sha: local.baseSha }] } });
  const file = await github.execute({ operation: 'get_file', repo: 'ann/app', path: 'dir/b.bin', ref: 'trunk' }, ctx);
  expect(file).toMatchObject({ data: { content: 'AP8=', encoding: 'base64' } });
});

test('it listens on the loopback interface only, and is gone when it is stopped', async () => {
  const local = await startLocalGitHub({ repo: 'ann/app', files: [] });
  expect(new URL(local.url).hostname).toBe('127.0.0.1');
  await local.stop();
  await local.stop();
  await expect(fetch(local.url)).rejects.toThrow();
});

test('its token shows nowhere but where it is revealed', async () => {
  await using local = await startLocalGitHub({ repo: 'ann/app', files: [] });
  expect(JSON.stringify(local)).not.toContain(local.token.reveal());
});
