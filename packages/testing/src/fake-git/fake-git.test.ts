import { gitCatalog } from '@strata/l4-wrappers/git';
import { describe } from 'vitest';
import { type GitWorld, gitChanges, gitCommitted, gitPromises } from '../contract/git/git-promises.ts';
import { runContract } from '../contract/run-contract.ts';
import { createFakeGit } from './create-fake-git.ts';

const open = async (): Promise<GitWorld> => {
  const root = '/work/app';
  const tool = createFakeGit({ root, committed: gitCommitted, changes: gitChanges });
  const head = tool.state.copies.get(root)?.head ?? '';
  const scratches = async () =>
    Object.fromEntries(
      [...tool.state.scratches].map(([at, { files }]) => [
        at,
        Object.fromEntries(Object.entries(files).map(([path, { content }]) => [path, content])),
      ]),
    );
  return { tool, root, head, scratches, reached: () => tool.calls.length, [Symbol.asyncDispose]: async () => {} };
};

describe('S63: the fake git', () => {
  runContract(gitCatalog, gitPromises, open);
});
