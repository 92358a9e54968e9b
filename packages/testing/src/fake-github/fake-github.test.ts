import { githubCatalog } from '@strata/l4-wrappers/github';
import { describe } from 'vitest';
import { act } from '../contract/act.ts';
import { githubPromises } from '../contract/github/github-promises.ts';
import { type GitHubWorld, githubFiles } from '../contract/github/github-world.ts';
import { runContract } from '../contract/run-contract.ts';
import { createFakeGitHub } from './create-fake-github.ts';

const open = async (): Promise<GitHubWorld> => {
  const repo = 'octo/app';
  const tool = createFakeGitHub({ repo, files: githubFiles });
  const { sha: base } = await act({ tool }, { operation: 'get_branch', repo, branch: 'main' });
  return { tool, repo, base, reached: () => tool.calls.length, [Symbol.asyncDispose]: () => Promise.resolve() };
};

describe('S12 S63: the fake GitHub', () => {
  runContract(githubCatalog, githubPromises, open);
});
