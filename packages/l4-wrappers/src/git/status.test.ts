import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTestRepository, createCommittedRepository, ctx, git, perform } from './repository.fixture.ts';

describe('status', () => {
  it('says what is where', async () => {
    using repository = createCommittedRepository({ kept: '1', changed: '1', gone: '1', '.gitignore': 'ignored\n' });
    repository.write({ changed: '2', 'new name': '1', staged: '1', ignored: '1' });
    repository.git('rm', '--quiet', 'gone');
    repository.git('add', 'staged');
    const data = await perform(git.execute({ operation: 'status', cwd: repository.root }, ctx));
    expect(data).toMatchObject({
      root: repository.root,
      branch: 'main',
      clean: false,
      head: repository.git('rev-parse', 'HEAD').trim(),
    });
    expect(Object.fromEntries(data.files.map(({ path, status }) => [path, status]))).toEqual({
      changed: 'modified',
      gone: 'deleted',
      'new name': 'untracked',
      staged: 'added',
    });
  });

  it('knows a detached head and a clean copy', async () => {
    using repository = createCommittedRepository();
    repository.git('checkout', '--quiet', '--detach');
    expect(await perform(git.execute({ operation: 'status', cwd: join(repository.root, 'src') }, ctx))).toMatchObject({
      branch: null,
      clean: true,
      files: [],
    });
  });

  it('has no head before the first commit', async () => {
    using repository = createTestRepository();
    expect(await perform(git.execute({ operation: 'status', cwd: repository.root }, ctx))).toMatchObject({
      head: null,
      branch: 'main',
    });
  });
});
