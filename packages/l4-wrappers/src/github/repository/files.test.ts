import { createContext } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { GitHubAPIWrapper } from '../index.ts';
import { sampleFiles, startLocalGitHub } from '../local-github.fixture.ts';
import { answering } from '../client/recorded-answer.fixture.ts';
import { markedContext } from '../writes.fixture.ts';

const ctx = createContext();
const connect = async (files = sampleFiles) => {
  const local = await startLocalGitHub(files);
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url });
  return { local, github, repo: local.repo, [Symbol.asyncDispose]: local.stop };
};

/** Five MiB that are no text. */
const large = Buffer.alloc(5 * 1024 * 1024, new Uint8Array([0, 255, 7, 128, 10]));

describe('get_file', () => {
  test('gives text as text', async () => {
    await using given = await connect();
    const path = 'src/naïve name #1.txt';
    const result = await given.github.execute({ operation: 'get_file', repo: given.repo, path }, ctx);
    expect(result).toMatchObject({ data: { path, content: 'Grüße\n', encoding: 'utf-8', sizeBytes: 8 } });
  });

  test('gives bytes that are no text as Base64', async () => {
    await using given = await connect();
    const result = await given.github.execute({ operation: 'get_file', repo: given.repo, path: 'logo.bin' }, ctx);
    expect(result).toMatchObject({ data: { content: 'AP/+CgCA', encoding: 'base64', sizeBytes: 6 } });
  });

  test('keeps a byte order mark', async () => {
    await using given = await connect({ 'bom.txt': '\ufeffa' });
    const result = await given.github.execute({ operation: 'get_file', repo: given.repo, path: 'bom.txt' }, ctx);
    expect(result).toMatchObject({ data: { content: '\ufeffa', encoding: 'utf-8', sizeBytes: 4 } });
  });

  test('says that a folder is a folder', async () => {
    await using given = await connect();
    const result = await given.github.execute({ operation: 'get_file', repo: given.repo, path: 'src' }, ctx);
    expect(result).toMatchObject({
      error: { kind: 'refused', message: "'src' on 'main' in octo/app is a folder, not a file" },
    });
  });

  test('says which file is not there', async () => {
    await using given = await connect();
    const result = await given.github.execute({ operation: 'get_file', repo: given.repo, path: 'nope.txt' }, ctx);
    expect(result).toMatchObject({
      error: { kind: 'not_found', message: expect.stringContaining("file 'nope.txt' on 'main'") as string },
    });
  });

  test('reads through the blob what GitHub leaves out of the answer', async () => {
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = (input) => {
      const url = input as string;
      asked.push(new URL(url).pathname);
      return Promise.resolve(
        Response.json(
          url.includes('/contents/')
            ? { type: 'file', sha: 'b10b', size: 2_000_000, encoding: 'none', content: '' }
            : { sha: 'b10b', encoding: 'base64', content: large.subarray(0, 2_000_000).toString('base64') },
        ),
      );
    };
    const github = new GitHubAPIWrapper({ baseUrl: 'https://github.test', fetch });
    const result = await github.execute({ operation: 'get_file', repo: 'octo/app', path: 'big.bin' }, ctx);
    expect(result).toMatchObject({ data: { sizeBytes: 2_000_000, encoding: 'base64' } });
    expect(asked).toEqual(['/repos/octo/app/contents/big.bin', '/repos/octo/app/git/blobs/b10b']);
  });
});

describe('S13: commit_files', () => {
  test('commits text, bytes, a program, a link and a deletion at once', async () => {
    await using given = await connect();
    const { repo, local, github } = given;
    const result = await github.execute(
      {
        operation: 'commit_files',
        repo,
        branch: 'main',
        parent: local.base,
        message: 'Change all',
        files: [
          { path: 'src/sum.py', content: 'def add(a, b):\n    return a + b\n' },
          { path: 'new/large.bin', content: large.toString('base64'), encoding: 'base64' },
          { path: 'bin/run', content: '#!/bin/sh\n', executable: true },
          { path: 'bin/latest', content: 'run', symbolicLink: true },
          { path: 'README.md', deleted: true },
        ],
      },
      ctx,
    );
    expect(result).toMatchObject({ success: true, data: { branch: 'main', parent: local.base, files: 5 } });
    const read = (path: string) => github.execute({ operation: 'get_file', repo, path }, ctx);
    expect(await read('new/large.bin')).toMatchObject({
      data: { content: large.toString('base64'), sizeBytes: large.byteLength },
    });
    expect(await read('README.md')).toMatchObject({ error: { kind: 'not_found' } });
    expect(await read('logo.bin')).toMatchObject({ success: true });
    const { tree } = await local.ask<{ tree: { path: string; mode: string }[] }>(
      'GET',
      `/repos/${repo}/git/trees/main?recursive=1`,
    );
    expect(tree.find((it) => it.path === 'bin/run')?.mode).toBe('100755');
    expect(tree.find((it) => it.path === 'bin/latest')?.mode).toBe('120000');
    const commits = await github.execute({ operation: 'list_commits', repo, maxResults: 1 }, ctx);
    expect(commits).toMatchObject({ data: { commits: [{ message: 'Change all', parents: [local.base] }], count: 1 } });
  });

  test('sends text that is too much for one tree file by file', async () => {
    await using given = await connect();
    const { repo, local, github } = given;
    const files = [1, 2, 3].map((it) => ({ path: `text-${it}.txt`, content: String(it).repeat(600_000) }));
    const request = {
      operation: 'commit_files',
      repo,
      branch: 'main',
      parent: local.base,
      message: 'M',
      files,
    } as const;
    expect(await github.execute(request, ctx)).toMatchObject({ success: true });
    for (const { path, content } of files)
      expect(await github.execute({ operation: 'get_file', repo, path }, ctx)).toMatchObject({ data: { content } });
  });

  test('refuses a branch that has moved on, and one that changes nothing; both leave everything as it was', async () => {
    await using given = await connect();
    const { repo, local, github } = given;
    const before = await local.snapshot();
    const commit = { operation: 'commit_files', repo, branch: 'main', message: 'M' } as const;
    const same = [{ path: 'README.md', content: '# App\n' }];
    const moved = await github.execute({ ...commit, parent: '0'.repeat(40), files: same }, ctx);
    expect(moved).toMatchObject({
      error: { kind: 'conflict', message: expect.stringContaining(local.base) as string },
    });
    const empty = await github.execute({ ...commit, parent: local.base, files: same }, ctx);
    expect(empty).toMatchObject({
      error: { kind: 'refused', message: expect.stringContaining('nothing to commit') as string },
    });
    expect(await local.snapshot()).toEqual(before);
  });

  test('refuses a path that is given twice', async () => {
    await using given = await connect();
    const { repo, local, github } = given;
    const file = { path: 'a.txt', content: 'a' };
    const files = [file, file];
    const request = {
      operation: 'commit_files',
      repo,
      branch: 'main',
      parent: local.base,
      message: 'M',
      files,
    } as const;
    expect(await github.execute(request, ctx)).toMatchObject({
      error: { kind: 'invalid_input', issues: [{ path: 'files[1].path' }] },
    });
  });
});

describe('update_file and delete_file', () => {
  test('update_file creates a file that does not exist', async () => {
    await using given = await connect();
    const { repo, local, github } = given;
    const request = {
      operation: 'update_file',
      repo,
      path: 'new/notes.txt',
      content: 'Grüße\n',
      message: 'Add',
    } as const;
    const result = await github.execute(request, ctx);
    expect(result).toMatchObject({
      data: { branch: 'main', parent: local.base, commit: { message: 'Add' }, content: { path: 'new/notes.txt' } },
    });
    expect(await github.execute({ operation: 'get_file', repo, path: 'new/notes.txt' }, ctx)).toMatchObject({
      data: { content: 'Grüße\n' },
    });
  });

  test.each(['update_file', 'delete_file'] as const)(
    '%s refuses another blob than the expected one, and a folder',
    async (operation) => {
      await using given = await connect();
      const { repo, github } = given;
      // Only one of the two takes a content.
      const text = operation === 'delete_file' ? {} : { content: 'x' };
      const rest = { repo, message: 'M', ...text } as { repo: string; message: string; content: string };
      expect(await github.execute({ operation, path: 'README.md', expected: 'b10b', ...rest }, ctx)).toMatchObject({
        error: { kind: 'conflict' },
      });
      expect(await github.execute({ operation, path: 'src', ...rest }, ctx)).toMatchObject({
        error: { kind: 'refused' },
      });
    },
  );

  test('delete_file says when there is no such file', async () => {
    await using given = await connect();
    const { repo, github } = given;
    const result = await github.execute({ operation: 'delete_file', repo, path: 'nope.txt', message: 'M' }, ctx);
    expect(result).toMatchObject({
      error: { kind: 'not_found', message: expect.stringContaining('nope.txt') as string },
    });
  });
});

test('a file cannot be the first commit of a repository: nothing would take that back', async () => {
  const { fetch, asked } = answering({ status: 404, body: { message: 'This repository is empty.' } });
  const github = new GitHubAPIWrapper({ fetch, token: 'made-up' });
  const request = { operation: 'update_file', repo: 'octo/app', path: 'a.txt', content: 'a', message: 'M' } as const;
  expect(await github.execute(request, markedContext())).toMatchObject({
    success: false,
    error: { kind: 'conflict', message: 'repository octo/app is empty' },
  });
  expect(asked).toHaveLength(1);
});

test('a push at the very moment of a commit is not lost: GitHub refuses the move', async () => {
  await using local = await startLocalGitHub();
  const racing: typeof globalThis.fetch = async (input, init) => {
    if (init?.method === 'PATCH')
      await local.ask('PUT', `/repos/${local.repo}/contents/theirs.txt`, {
        branch: 'main',
        message: 'Theirs',
        content: 'YQ==',
      });
    return fetch(input, init);
  };
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, fetch: racing });
  const files = [{ path: 'ours.txt', content: 'a' }];
  const commit = {
    operation: 'commit_files',
    repo: local.repo,
    branch: 'main',
    parent: local.base,
    message: 'Ours',
    files,
  } as const;
  expect(await github.execute({ ...commit, files }, ctx)).toMatchObject({
    error: { kind: 'conflict', retryable: false },
  });
  expect(Object.keys((await local.snapshot()).files)).toContain('theirs.txt');
  expect(Object.keys((await local.snapshot()).files)).not.toContain('ours.txt');
});
