import { type GitHubWorld, githubFiles, githubPromises, runContract } from '@strata/testing';
import { describe } from 'vitest';
import { GitHubAPIWrapper, githubCatalog } from './index.ts';
import { openPullOf } from './issues/arranged-items.fixture.ts';
import { startLocalGitHub } from './local-github.fixture.ts';

const open = async (): Promise<GitHubWorld> => {
  const local = await startLocalGitHub(githubFiles);
  let requests = 0;
  const onRequest = (): void => void (requests += 1);
  const tool = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, onRequest });
  const { repo, base, stop, server } = local;
  const addAlerts = (): void => {
    server.addDependabotAlert({ package: 'left-pad', severity: 'high', summary: 'Pads too far', fixedIn: '2.0.0' });
    const place = { path: 'src/sum.py', line: 2 };
    const finding = { severity: 'error', securitySeverity: 'high', message: 'eval', ...place } as const;
    server.addCodeScanningAlert({ rule: 'py/eval', ...finding });
  };
  const endRun = (runId: number, log: string): void => {
    const steps = [{ name: 'Test', conclusion: 'success' }] as const;
    server.setRun(runId, { status: 'completed', conclusion: 'success', jobs: [{ name: 'test', steps, log }] });
  };
  const hooks = { endRun, openForeignPull: () => openPullOf(local, 'rita', 'work/hers'), addAlerts };
  return { tool, repo, base, ...hooks, reached: () => requests, [Symbol.asyncDispose]: stop };
};

describe('S11 S12 S63: the wrapper on a GitHub that keeps state', () => {
  runContract(githubCatalog, githubPromises, open);
});
