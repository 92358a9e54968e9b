import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTestRepository, createCommittedRepository, ctx, git, perform } from './repository.fixture.ts';

describe('diff', () => {
  it('is empty when nothing has changed', async () => {
    using repository = createCommittedRepository();
    expect(await perform(git.execute({ operation: 'diff', cwd: repository.root }, ctx))).toMatchObject({
      patch: '',
      files: [],
    });
  });

  it("does not depend on the user's configuration of diff", async () => {
    using repository = createCommittedRepository();
    repository.write({ 'src/a.py': 'one\n2\nthree\n' });
    const plain = await perform(git.execute({ operation: 'diff', cwd: repository.root }, ctx));
    for (const [key, value] of [
      ['diff.noprefix', 'true'],
      ['color.ui', 'always'],
      ['diff.external', 'false'],
      ['diff.context', '0'],
      ['core.autocrlf', 'input'],
      ['core.hooksPath', '/nowhere'],
    ])
      repository.git('config', key ?? '', value ?? '');
    const odd = await perform(git.execute({ operation: 'diff', cwd: repository.root }, ctx));
    expect(odd.patch).toBe(plain.patch);
    expect(odd.patch).toContain('--- a/src/a.py\n+++ b/src/a.py\n');
  });

  it('sees a change of the same size in the same second as the commit', async () => {
    using repository = createCommittedRepository({ a: 'one' });
    repository.write({ a: 'two' });
    expect((await perform(git.execute({ operation: 'diff', cwd: repository.root }, ctx))).files).toHaveLength(1);
  });

  it('refuses what no patch can carry: another repository inside', async () => {
    using repository = createCommittedRepository();
    mkdirSync(join(repository.root, 'vendored'));
    repository.git('-C', 'vendored', 'init', '--quiet');
    repository.git('-C', 'vendored', 'commit', '--quiet', '--allow-empty', '-m', 'inner');
    expect(await git.execute({ operation: 'diff', cwd: repository.root }, ctx)).toMatchObject({
      error: { kind: 'refused', message: 'vendored is a repository of its own, and its commit has changed' },
    });
  });

  it('fails clearly before the first commit', async () => {
    using repository = createTestRepository();
    expect(await git.execute({ operation: 'diff', cwd: repository.root }, ctx)).toMatchObject({
      error: { kind: 'refused', message: `${repository.root} has no commit yet`, hint: 'Commit what is there first.' },
    });
  });
});
