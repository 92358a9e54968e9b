import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Octokit } from '@octokit/rest';
import { createContext } from '@strata/core';
import { GitHubAPIWrapper } from '@strata/l4-wrappers/github';
import { type Bench, median } from './row.ts';

const rounds = 41;
const callsPerRound = 100;

const timed = async (call: () => Promise<void>): Promise<number> => {
  const startedMs = performance.now();
  for (let count = 0; count < callsPerRound; count++) await call();
  return ((performance.now() - startedMs) * 1000) / callsPerRound;
};

/** `execute` beside the same request through bare Octokit, in turns, over loopback. */
export const githubCall: Bench = {
  prefix: 'execute.',
  async run() {
    const worker = new Worker(new URL('loopback-server.ts', import.meta.url));
    try {
      const [{ port }] = (await once(worker, 'message')) as [{ readonly port: number }];
      const baseUrl = `http://127.0.0.1:${port}`;
      const github = new GitHubAPIWrapper({ baseUrl, token: 'bench' });
      const octokit = new Octokit({ baseUrl, auth: 'bench' });
      const ctx = createContext();
      const ours = async (): Promise<void> => {
        const result = await github.execute({ operation: 'get_branch', repo: 'ann/app', branch: 'main' }, ctx);
        if (!result.success) throw new Error(result.error.message);
      };
      const theirs = async (): Promise<void> =>
        void (await octokit.rest.repos.getBranch({ owner: 'ann', repo: 'app', branch: 'main' }));
      for (const warmUp of [ours, theirs, ours, theirs]) await timed(warmUp);
      const pairs: { readonly ours: number; readonly theirs: number }[] = [];
      for (let round = 0; round < rounds; round++) {
        // Who goes first alternates, so that drift of the machine hits both.
        const first = await timed(round % 2 === 0 ? ours : theirs);
        const second = await timed(round % 2 === 0 ? theirs : ours);
        pairs.push(round % 2 === 0 ? { ours: first, theirs: second } : { ours: second, theirs: first });
      }
      return [
        {
          id: 'execute.github',
          value: median(pairs.map((pair) => pair.ours)),
          unit: 'µs',
          peer: 'octokit',
          ratio: median(pairs.map((pair) => pair.ours / pair.theirs)),
          goal: '≤ 1.05 × octokit',
        },
      ];
    } finally {
      await worker.terminate();
    }
  },
};
