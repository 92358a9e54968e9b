import { githubCatalog } from '@strata/l4-wrappers/github';
import { describe } from 'vitest';
import { act } from '../contract/act.ts';
import { githubPromises } from '../contract/github/github-promises.ts';
import { type GitHubWorld, githubFiles } from '../contract/github/github-world.ts';
import { runContract } from '../contract/run-contract.ts';
import { createFakeGitHub } from './create-fake-github.ts';

const open = async (): Promise<GitHubWorld> => {
  const repo = 'octo/app';
  const tool = createFakeGitHub({ repo, files: githubFiles, people: ['rita', 'rob'] });
  const { sha: base } = await act({ tool }, { operation: 'get_branch', repo, branch: 'main' });
  const openForeignPull = async (): Promise<number> => {
    const where = { repo, branch: 'work/hers' };
    await act({ tool }, { operation: 'create_branch', ...where });
    await act({ tool }, { operation: 'update_file', ...where, path: 'hers.txt', content: 'x', message: 'Hers' });
    const { number } = await act({ tool }, { operation: 'create_pr', repo, title: 'Hers', head: 'work/hers' });
    const items = tool.state.repositories.get(repo)?.items;
    const pull = items?.get(number);
    if (pull !== undefined) items?.set(number, { ...pull, author: 'rita' });
    return number;
  };
  const addAlerts = (): void => {
    tool.addDependabotAlert(repo);
    tool.addCodeScanningAlert(repo);
  };
  const endRun = (runId: number, log: string): void => {
    const run = tool.state.repositories.get(repo)?.runs.get(runId);
    const ended = { status: 'completed', conclusion: 'success' };
    const times = { startedAt: null, completedAt: null };
    const steps = [{ number: 1, name: 'Test', ...ended }];
    const job = { id: 1, name: 'test', attempt: 1, ...ended, ...times, steps, url: null, log };
    if (run !== undefined) Object.assign(run, { ...ended, jobs: [job] });
  };
  const hooks = { endRun, openForeignPull, addAlerts, [Symbol.asyncDispose]: async () => {} };
  return { tool, repo, base, ...hooks, reached: () => tool.calls.length };
};

describe('S12 S63: the fake GitHub', () => {
  runContract(githubCatalog, githubPromises, open);
});
