import { join } from 'node:path';
import { createContext } from '@strata/core';
import { describe, expect, it } from 'vitest';
import { GitWrapper } from './index.ts';
import { createTestFolder, ctx, git } from './repository.fixture.ts';

describe('what keeps git from working', () => {
  it('says when the folder is in no repository, or not there', async () => {
    using folder = createTestFolder();
    expect(await git.execute({ operation: 'diff', cwd: folder.path }, ctx)).toMatchObject({
      error: { kind: 'not_found', message: 'the folder is in no git repository' },
    });
    const cwd = join(folder.path, 'nowhere');
    for (const operation of ['diff', 'status', 'create_scratch'] as const)
      expect(await git.execute({ operation, cwd }, ctx)).toMatchObject({
        error: { kind: 'not_found', message: `there is no folder ${cwd}` },
      });
  });

  it('says when there is no git', async () => {
    const without = new GitWrapper({ git: 'strata-no-git' });
    expect(await without.execute({ operation: 'status', cwd: '/' }, ctx)).toMatchObject({
      error: { kind: 'tool_missing', message: 'there is no git at strata-no-git' },
    });
  });

  it('obeys a signal', async () => {
    const aborted = createContext({ signal: AbortSignal.abort() });
    expect(await git.execute({ operation: 'status', cwd: '/' }, aborted)).toMatchObject({
      error: { kind: 'cancelled', mayHaveHappened: false },
    });
  });

  it.each([{ timeoutMs: 0 }, { git: '' }, { runner: {} }, { unknown: 1 }])('takes no bad option: %j', (options) => {
    // What a caller without types could pass.
    expect(() => new GitWrapper(options as never)).toThrow(new RegExp(`^GitWrapper: [^]*${Object.keys(options)[0]}`));
  });
});
