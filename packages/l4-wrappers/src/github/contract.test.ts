import { type GitHubWorld, githubFiles, githubPromises, runContract } from '@strata/testing';
import { describe } from 'vitest';
import { GitHubAPIWrapper, githubCatalog } from './index.ts';
import { startLocalGitHub } from './local-github.fixture.ts';

const open = async (): Promise<GitHubWorld> => {
  const local = await startLocalGitHub(githubFiles);
  let requests = 0;
  const onRequest = (): void => void (requests += 1);
  const tool = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, onRequest });
  const { repo, base, stop } = local;
  return { tool, repo, base, reached: () => requests, [Symbol.asyncDispose]: stop };
};

describe('S11 S12 S63: the wrapper on a GitHub that keeps state', () => {
  runContract(githubCatalog, githubPromises, open);
});
