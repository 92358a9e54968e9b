import { createContext } from '@strata/core';
import { expect, it } from 'vitest';
import { CommandError } from '../process/index.ts';
import { classifyGit } from './classify.ts';
import { GitError, refused } from './git-error.ts';
import { gitCatalog } from './index.ts';

const { apply_patch: write, status: read } = gitCatalog.operations;
const ctx = createContext();

// Recorded from git 2.39.
it.each([
  [
    "fatal: detected dubious ownership in repository at '/srv/app'\nTo add an exception for this directory, call:\n",
    128,
    'forbidden',
    '/srv/app belongs to another user, so git does not trust it',
  ],
  [
    'fatal: not a git repository (or any of the parent directories): .git\n',
    128,
    'not_found',
    'the folder is in no git repository',
  ],
  [
    'fatal: this operation must be run in a work tree\n',
    128,
    'refused',
    'the repository is bare: it has no working copy',
  ],
  [
    'error: patch failed: src/a.py:12\nerror: src/a.py: patch does not apply\n',
    1,
    'conflict',
    'the patch does not apply: src/a.py, line 12',
  ],
  ['error: a: already exists in working directory\n', 1, 'conflict', 'the patch does not apply: a exists already'],
  ['error: a b: No such file or directory\n', 1, 'conflict', 'the patch does not apply: a b does not exist'],
  [
    "error: cannot apply binary patch to 'x.png' without full index line\nerror: x.png: patch does not apply\n",
    1,
    'refused',
    'the patch says that x.png differs, but not how',
  ],
  ["error: invalid path '../x'\n", 128, 'refused', 'the patch reaches outside the folder: ../x'],
  [
    "error: affected file 'l/x' is beyond a symbolic link\n",
    1,
    'refused',
    'the patch reaches through a symbolic link: l/x',
  ],
  [
    'error: No valid patches in input (allow with "--allow-empty")\n',
    128,
    'refused',
    'this is no patch that git can read',
  ],
  ['error: corrupt patch at line 7\n', 128, 'refused', 'this is no patch that git can read'],
  ['fatal: write error: No space left on device\n', 128, 'unavailable', 'the disk is full'],
  [
    'error: open("locked"): Permission denied\nerror: unable to index file \'locked\'\nfatal: adding files failed\n',
    128,
    'forbidden',
    'locked cannot be accessed',
  ],
  ['fatal: something new\nmore of it\n', 128, 'refused', 'git refuses: something new'],
  ['', 137, 'unavailable', 'git was ended by signal 9'],
])('%j is classified', (stderr, exitCode, kind, message) => {
  const classified = classifyGit(new GitError('apply', exitCode, stderr), write, ctx);
  expect(classified).toMatchObject({ kind, message });
  expect(classified?.message).not.toContain('\n');
});

it('knows what may have happened', () => {
  const timedOut = new CommandError({ kind: 'timed_out', limitMs: 5, stdout: '', stderr: '' });
  expect(classifyGit(timedOut, write, ctx)).toMatchObject({ kind: 'timed_out', limitMs: 5, mayHaveHappened: true });
  expect(classifyGit(timedOut, read, ctx)).toMatchObject({ kind: 'timed_out', mayHaveHappened: false });
  expect(classifyGit(new CommandError({ kind: 'aborted', started: true }), write, ctx)).toMatchObject({
    kind: 'cancelled',
    mayHaveHappened: true,
  });
  expect(classifyGit(new CommandError({ kind: 'aborted', started: false }), write, ctx)).toMatchObject({
    mayHaveHappened: false,
  });
});

it.each([
  ['ENOENT', 'not_found'],
  ['EACCES', 'forbidden'],
  ['ENOSPC', 'unavailable'],
])('%s of the file system is %s', (code, kind) => {
  expect(classifyGit(Object.assign(new Error('x'), { code, path: '/p' }), write, ctx)).toMatchObject({ kind });
});

it('passes its own refusals on, knows an abort by its reason, and leaves bugs alone', () => {
  expect(classifyGit(refused('no', 'do'), write, ctx)).toEqual({ kind: 'refused', message: 'no', hint: 'do' });
  const reason = new Error('enough');
  expect(classifyGit(reason, read, createContext({ signal: AbortSignal.abort(reason) }))).toMatchObject({
    kind: 'cancelled',
  });
  expect(classifyGit(new TypeError('bug'), write, ctx)).toBeUndefined();
  expect(classifyGit(Object.assign(new Error('x'), { code: 'EODD' }), write, ctx)).toBeUndefined();
});
