import { Octokit } from '@octokit/rest';
import { createContext } from '@strata/core';
import { GitHubAPIWrapper } from '@strata/l4-wrappers/github';
import { type LocalGitHub, startLocalGitHub } from '@strata/l4-wrappers/local-github';
// By their place: the root does not depend on these two packages.
import { GitHubExpert } from '@strata/l3-experts';
import { createManualClock } from '@strata/testing';
import type { Bench } from './row.ts';

const repo = 'ann/app';
const where = { owner: 'ann', repo: 'app' };
const pullRequests = 10;
const everyMs = 30_000;
const polls = 3_600_000 / everyMs;

/** Polls for an hour; halfway one pull request is closed. Says what that was charged. */
const spentBy = async (
  local: LocalGitHub,
  octokit: Octokit,
  look: (number: number) => Promise<void>,
  waited: () => Promise<void>,
): Promise<number> => {
  const before = local.spent;
  for (let poll = 0; poll < polls; poll++) {
    for (let number = 1; number <= pullRequests; number++) await look(number);
    if (poll === polls / 2) await octokit.rest.pulls.update({ ...where, pull_number: 1, state: 'closed' });
    await waited();
  }
  return local.spent - before;
};

/** What an hour of polling ten pull requests every 30 s costs of the quota, beside bare Octokit. */
export const githubQuota: Bench = {
  prefix: 'github.',
  async run() {
    const clock = createManualClock();
    await using local = await startLocalGitHub({ repo, files: [], clock });
    const octokit = new Octokit({ baseUrl: local.url, auth: local.token.reveal() });
    for (let number = 1; number <= pullRequests; number++) {
      await octokit.rest.git.createRef({ ...where, ref: `refs/heads/idea-${number}`, sha: local.baseSha });
      await octokit.rest.pulls.create({ ...where, title: `Idea ${number}`, head: `idea-${number}`, base: 'main' });
    }
    const expert = new GitHubExpert(new GitHubAPIWrapper({ token: local.token, baseUrl: local.url }));
    const ctx = createContext({ clock });
    const ours = async (number: number): Promise<void> => {
      const answer = await expert.execute({ operation: 'get_pr', repo, number }, ctx);
      if (!answer.success) throw new Error(answer.error.message);
    };
    const theirs = async (number: number): Promise<void> =>
      void (await octokit.rest.pulls.get({ ...where, pull_number: number }));
    const waited = (): Promise<void> => clock.advance(everyMs);
    const value = await spentBy(local, octokit, ours, waited);
    await octokit.rest.pulls.update({ ...where, pull_number: 1, state: 'open' });
    const peer = await spentBy(local, octokit, theirs, waited);
    return [
      {
        id: 'github.quota.polling',
        value,
        unit: 'requests',
        peer: 'octokit',
        ratio: value / peer,
        goal: '≤ 0.1 × octokit',
      },
    ];
  },
};
