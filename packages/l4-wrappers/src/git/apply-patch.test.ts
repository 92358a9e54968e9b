import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, invoke, runFlow, saga, step } from '@strata/core';
import { describe, expect, it } from 'vitest';
import { matching } from '../process/text-matchers.fixture.ts';
import { createCommittedRepository, createTestScratch, ctx, git, perform, snapshot } from './repository.fixture.ts';

describe('apply_patch', () => {
  const hunk = (path: string, from: string, to: string) =>
    `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1,3 +1,3 @@\n one\n-${from}\n+${to}\n three\n`;

  const attempt = async (patch: string) => {
    using repository = createCommittedRepository({ 'src/a.py': 'one\ntwo\nthree\n', 'src/b.py': 'one\ntwo\nthree\n' });
    await using scratch = await createTestScratch(repository.root);
    const before = snapshot(scratch.path);
    const result = await git.execute({ operation: 'apply_patch', cwd: scratch.path, patch }, ctx);
    if (!result.success) expect(snapshot(scratch.path)).toEqual(before);
    return result;
  };

  it.each([
    ['does not fit', hunk('src/a.py', 'zwei', '2'), 'conflict', 'the patch does not apply: src/a.py, line 1'],
    [
      'fits in one file of two',
      hunk('src/a.py', 'two', '2') + hunk('src/b.py', 'zwei', '2'),
      'conflict',
      'the patch does not apply: src/b.py, line 1',
    ],
    [
      'changes a file that is not there',
      hunk('src/c.py', 'two', '2'),
      'conflict',
      'the patch does not apply: src/c.py does not exist',
    ],
    [
      'adds a file that is there',
      'diff --git a/src/a.py b/src/a.py\nnew file mode 100644\n--- /dev/null\n+++ b/src/a.py\n@@ -0,0 +1 @@\n+x\n',
      'conflict',
      'the patch does not apply: src/a.py exists already',
    ],
    ['is empty', ' \n', 'refused', 'the patch changes nothing'],
    ['is none', 'hello\n', 'refused', 'this is no patch that git can read'],
    ['is cut off', hunk('src/a.py', 'two', '2').slice(0, -8), 'refused', 'this is no patch that git can read'],
    [
      'lacks the content of a binary file',
      'diff --git a/src/a.py b/src/a.py\nindex 4cb29ea..f719efd 100644\nBinary files a/src/a.py and b/src/a.py differ\n',
      'refused',
      'the patch says that src/a.py differs, but not how',
    ],
    [
      'reaches outside',
      'diff --git a/../x b/../x\nnew file mode 100644\n--- /dev/null\n+++ b/../x\n@@ -0,0 +1 @@\n+x\n',
      'refused',
      'the patch reaches outside the folder: ../x',
    ],
    [
      'reaches into .git',
      'diff --git a/.git/x b/.git/x\nnew file mode 100644\n--- /dev/null\n+++ b/.git/x\n@@ -0,0 +1 @@\n+x\n',
      'refused',
      'the patch reaches outside the folder: .git/x',
    ],
  ])('says no to a patch that %s, and does nothing', async (_what, patch, kind, message) => {
    expect(await attempt(patch)).toMatchObject({ success: false, error: { kind, message, hint: matching(/./) } });
  });

  it('says no to a folder that is no scratch copy, and does nothing', async () => {
    using repository = createCommittedRepository({ 'src/a.py': 'one\ntwo\nthree\n' });
    const before = snapshot(repository.root);
    const patch = hunk('src/a.py', 'two', '2');
    expect(await git.execute({ operation: 'apply_patch', cwd: repository.root, patch }, ctx)).toMatchObject({
      error: { kind: 'refused', message: `${repository.root} is not a scratch copy`, hint: matching(/create_scratch/) },
    });
    expect(snapshot(repository.root)).toEqual(before);
  });

  it('does not take a file that it cannot look at for a new one', async () => {
    const name = 'x'.repeat(300);
    const patch = `diff --git a/${name} b/${name}\nnew file mode 100644\n--- /dev/null\n+++ b/${name}\n@@ -0,0 +1 @@\n+x\n`;
    expect(await attempt(patch)).toMatchObject({
      error: { kind: 'refused', message: matching(/^the name is too long/) },
    });
  });

  it('is taken back with the copy, whatever the tests have made of it', async () => {
    using repository = createCommittedRepository({ 'src/a.py': 'one\ntwo\nthree\n' });
    const flow = saga<{ readonly cwd: string; readonly patch: string }>()
      .to(invoke(git, 'create_scratch', ({ input }) => ({ cwd: input.cwd })))
      .to(invoke(git, 'apply_patch', ({ input, create_scratch: { path } }) => ({ cwd: path, patch: input.patch })))
      .to(
        step('overwrite', async ({ create_scratch: { path } }) => {
          writeFileSync(join(path, 'src/a.py'), 'neither\n');
          return fail({ kind: 'red' as const });
        }),
      );
    const ended = await runFlow(flow, { cwd: repository.root, patch: hunk('src/a.py', 'two', '2') }, ctx);
    expect(ended).toMatchObject({
      error: { kind: 'saga_failed', undoComplete: true, effects: [{ operation: 'create_scratch', outcome: 'undone' }] },
    });
    expect(ended).toHaveProperty('error.effects.length', 1);
  });

  it('takes patches without the headers of git, and renames', async () => {
    expect(
      await attempt(
        '--- src/a.py.orig\n+++ src/a.py\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n'.replaceAll(' src', ' x/src'),
      ),
    ).toMatchObject({
      data: { files: [{ path: 'src/a.py', status: 'modified' }] },
    });
    const rename =
      'diff --git a/src/a.py b/src/new.py\nsimilarity index 100%\nrename from src/a.py\nrename to src/new.py\n';
    expect(await attempt(rename)).toMatchObject({
      data: {
        files: [
          { path: 'src/a.py', status: 'deleted' },
          { path: 'src/new.py', status: 'added', sizeBytes: 14 },
        ],
      },
    });
  });

  it('takes a patch that is not UTF-8 as Base64', async () => {
    using repository = createCommittedRepository({});
    await using scratch = await createTestScratch(repository.root);
    const patch = Buffer.from(
      'diff --git a/l b/l\nnew file mode 100644\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+caf\xe9\n',
      'latin1',
    ).toString('base64');
    await perform(git.execute({ operation: 'apply_patch', cwd: scratch.path, patch, encoding: 'base64' }, ctx));
    expect(
      await perform(git.execute({ operation: 'read_changes', cwd: scratch.path, files: ['l', 'gone'] }, ctx)),
    ).toEqual({
      files: [
        {
          path: 'l',
          content: Buffer.from('caf\xe9\n', 'latin1').toString('base64'),
          encoding: 'base64',
          executable: false,
          symbolicLink: false,
          sizeBytes: 5,
        },
        { path: 'gone', deleted: true },
      ],
    });
  });
});
