import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext } from '@strata/core';
import { describe, expect, it } from 'vitest';
import {
  createTestFolder,
  createCommittedRepository,
  createTestScratch,
  ctx,
  git,
  perform,
  snapshot,
} from './repository.fixture.ts';

describe('create_scratch and remove_scratch', () => {
  it('copies what is committed, not what is edited, and knows the folder that was meant', async () => {
    using repository = createCommittedRepository({ 'src/a.py': 'committed\n', 'run.sh': '#!/bin/sh\n' });
    chmodSync(join(repository.root, 'run.sh'), 0o755);
    symlinkSync('run.sh', join(repository.root, 'link'));
    repository.commit();
    const before = snapshot(repository.root);
    repository.write({ 'src/a.py': 'edited\n', 'src/b.py': 'new\n' });
    await using scratch = await createTestScratch(join(repository.root, 'src'));
    expect(scratch).toMatchObject({
      base: 'head',
      workdir: join(scratch.path, 'src'),
      head: repository.git('rev-parse', 'HEAD').trim(),
    });
    expect(snapshot(scratch.path)).toEqual(before);
  });

  it('copies all of a sparse checkout, and of a worktree what that has checked out', async () => {
    using repository = createCommittedRepository({ 'a/x': '1', 'b/y': '2' });
    repository.git('sparse-checkout', 'set', 'a');
    repository.git('worktree', 'add', '--quiet', '-b', 'other', 'tree');
    for (const cwd of [repository.root, join(repository.root, 'tree')]) {
      await using scratch = await createTestScratch(cwd);
      expect([...snapshot(scratch.path).keys()]).toEqual(['a/x', 'b/y']);
    }
  });

  it('copies a folder that is in no repository, without what was made from it', async () => {
    using folder = createTestFolder();
    for (const path of ['src', 'node_modules/x', '.venv/bin', 'src/__pycache__'])
      mkdirSync(join(folder.path, path), { recursive: true });
    for (const path of ['src/a.py', 'node_modules/x/i.js', '.venv/bin/python', 'src/__pycache__/a.pyc'])
      writeFileSync(join(folder.path, path), path);
    await using scratch = await createTestScratch(folder.path);
    expect(scratch).toMatchObject({ base: 'folder', head: null, workdir: scratch.path });
    expect([...snapshot(scratch.path).keys()]).toEqual(['src/a.py']);
  });

  it('leaves nothing behind when the patch does not apply', async () => {
    using repository = createCommittedRepository();
    const patch = 'diff --git a/none b/none\n--- a/none\n+++ b/none\n@@ -1 +1 @@\n-a\n+b\n';
    const again = createContext({ callId: `leaves-nothing-${ctx.correlationId}` });
    const failed = await git.execute({ operation: 'create_scratch', cwd: repository.root, patch }, again);
    expect(failed).toMatchObject({
      error: { kind: 'conflict', message: 'the patch does not apply: none does not exist' },
    });
    const first = await perform(git.execute({ operation: 'create_scratch', cwd: repository.root }, again));
    writeFileSync(join(first.path, 'half done'), '');
    const second = await perform(git.execute({ operation: 'create_scratch', cwd: repository.root }, again));
    expect(second).toEqual(first);
    expect(existsSync(join(second.path, 'half done'))).toBe(false);
    await perform(git.execute({ operation: 'remove_scratch', path: second.path }, ctx));
  });

  it('removes scratch copies, also with locked folders, and only those', async () => {
    using repository = createCommittedRepository();
    const scratch = await perform(git.execute({ operation: 'create_scratch', cwd: repository.root }, ctx));
    chmodSync(join(scratch.path, 'src'), 0o500);
    const remove = (path: string) => git.execute({ operation: 'remove_scratch', path }, ctx);
    expect(await remove(join(scratch.path, 'src'))).toMatchObject({ error: { kind: 'refused' } });
    expect(await remove(join(scratch.path, '..'))).toMatchObject({ error: { kind: 'refused' } });
    expect(await remove(scratch.path)).toMatchObject({ data: { removed: true } });
    expect(existsSync(join(scratch.path, '..'))).toBe(false);
    expect(await remove(scratch.path)).toMatchObject({ data: { removed: false } });
    expect(await remove(repository.root)).toMatchObject({
      error: { kind: 'refused', message: `${repository.root} is not a scratch copy` },
    });
    expect(existsSync(repository.root)).toBe(true);
  });

  it('names its own undo', async () => {
    const undo = git.operations.create_scratch.undo?.request(
      { cwd: '/x' },
      { path: '/s/tree', workdir: '/s/tree', base: 'head', head: null },
    );
    expect(undo).toEqual({ path: '/s/tree' });
  });

  it('takes line ends as git stores them, so that patches apply and commits are clean', async () => {
    using repository = createCommittedRepository({
      '.gitattributes': '*.txt text eol=crlf\n',
      'a.txt': 'one\r\ntwo\r\n',
    });
    writeFileSync(join(repository.root, 'a.txt'), 'one\r\n2\r\n');
    await using scratch = await createTestScratch(repository.root);
    const { patch } = await perform(git.execute({ operation: 'diff', cwd: repository.root }, ctx));
    await perform(git.execute({ operation: 'apply_patch', cwd: scratch.path, patch }, ctx));
    const changes = await perform(git.execute({ operation: 'read_changes', cwd: scratch.path, files: ['a.txt'] }, ctx));
    expect(changes.files).toMatchObject([{ path: 'a.txt', content: 'one\n2\n' }]);
  });
});
