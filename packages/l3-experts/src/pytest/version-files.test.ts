import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProject } from './project.fixture.ts';
import { versionFilesAbove, versionFilesOf } from './version-files.ts';

const createRepository = () => {
  const project = createProject({ 'main/a.py': '' });
  const cwd = join(project.cwd, 'main');
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd, stdio: 'ignore' });
  git('init', '--initial-branch=main');
  git('add', '.');
  git('commit', '-m', 'one');
  git('tag', 'v1');
  return { ...project, git };
};

describe('what version control says of a project', () => {
  it('A15: of git HEAD and what commits are called, loose or packed', async () => {
    using repository = createRepository();
    const seen = async () =>
      (await versionFilesOf(join(repository.cwd, 'main/.git'))).map((path) => relative(repository.cwd, path));
    expect(await seen()).toEqual(['HEAD', 'refs/heads/main', 'refs/tags/v1'].map((name) => `main/.git/${name}`));
    repository.git('pack-refs', '--all');
    expect(await seen()).toEqual(['HEAD', 'packed-refs'].map((name) => `main/.git/${name}`));
  });

  it('A15: of a worktree its own HEAD, and what it shares with the others', async () => {
    using repository = createRepository();
    repository.git('worktree', 'add', '../tree');
    const files = await versionFilesAbove(join(repository.cwd, 'tree'));
    expect(files.map((path) => relative(repository.cwd, realpathSync(path)))).toEqual([
      'main/.git/HEAD',
      'main/.git/refs/heads/main',
      'main/.git/refs/heads/tree',
      'main/.git/refs/tags/v1',
      'main/.git/worktrees/tree/HEAD',
      'tree/.git',
    ]);
  });

  it('A15: of the nearest folder above that has any, and of none when there is none', async () => {
    using project = createProject({ '.svn/wc.db': '', '.svn/entries': '', 'a/b/c.py': '', 'x/.git': 'gitdir: gone' });
    const seen = async (folder: string) =>
      (await versionFilesAbove(join(project.cwd, folder))).map((path) => relative(project.cwd, path));
    expect(await seen('a/b')).toEqual(['.svn/wc.db']);
    expect(await seen('x')).toEqual(['x/.git']);
    project.remove('.svn');
    expect(await seen('a/b')).toEqual([]);
    expect(await versionFilesOf(join(project.cwd, 'gone/.git'))).toEqual([]);
  });
});
