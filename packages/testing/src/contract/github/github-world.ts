import type { GitHubOperations } from '@strata/l4-wrappers/github';
import { act } from '../act.ts';
import type { Contract, ContractWorld } from '../contract.ts';

/** A GitHub with one repository, whose branch `main` holds `githubFiles`, and where `rita` and `rob` may take part. */
export interface GitHubWorld extends ContractWorld<GitHubOperations> {
  /** The repository, as 'owner/name'. */
  readonly repo: string;
  /** The commit that `main` is at. */
  readonly base: string;
  /** Opens a pull request in the name of `rita`, whom the one who acts may review; her branch is `work/hers`. */
  readonly openForeignPull: () => Promise<number>;
  /** Adds an open Dependabot alert for `left-pad` and an open code-scanning alert of the rule `py/eval`, both severe. */
  readonly addAlerts: () => void;
  /** Lets a run end well, with one job `test` that has one step and has printed `printed`. */
  readonly endRun: (runId: number, printed: string) => void;
}

/** A part of what GitHub promises. */
export type GitHubContract<Names extends keyof GitHubOperations> = Pick<Contract<GitHubOperations, GitHubWorld>, Names>;

const workflow = `name: CI
run-name: CI \${{ inputs.mark }}
on:
  workflow_dispatch:
    inputs:
      mark:
        required: false
jobs:
  test:
    runs-on: ubuntu-latest
`;

/** What the repository has to hold: a workflow, text, bytes, a folder, and a name that is not plain ASCII. */
export const githubFiles: Readonly<Record<string, string | Uint8Array>> = {
  '.github/workflows/ci.yml': workflow,
  'README.md': '# App\n',
  'src/sum.py': 'def add(a, b):\n    return a - b\n',
  'src/naïve name #1.txt': 'Grüße\n',
  'logo.bin': new Uint8Array([0, 255, 254, 10, 0, 128]),
};

/** A branch at the first commit. */
export const makeBranch = async (world: GitHubWorld, branch = 'work/fix'): Promise<string> => {
  await act(world, { operation: 'create_branch', repo: world.repo, branch });
  return branch;
};

/** A branch with a commit of its own on it. */
export const makeChange = async (world: GitHubWorld): Promise<{ readonly branch: string; readonly sha: string }> => {
  const branch = await makeBranch(world);
  const written = { repo: world.repo, branch, path: 'new.txt', content: 'new\n', message: 'Change' } as const;
  const { commit } = await act(world, { operation: 'update_file', ...written });
  return { branch, sha: commit.sha };
};

/** An open pull request of that branch. */
export const makePull = async (world: GitHubWorld): Promise<{ readonly number: number; readonly sha: string }> => {
  const { branch: head, sha } = await makeChange(world);
  const { number } = await act(world, { operation: 'create_pr', repo: world.repo, title: 'A change', head });
  return { number, sha };
};

/** An open issue. */
export const makeIssue = async (world: GitHubWorld): Promise<number> =>
  (await act(world, { operation: 'create_issue', repo: world.repo, title: 'A question', body: 'Why?' })).number;

/** What is said on issues and pull requests, by their numbers: comments, and the reviews that decide something. */
const observeTalk = async (world: GitHubWorld, pulls: readonly number[], issues: readonly number[]) => {
  const { repo } = world;
  const said: Record<number, readonly string[]> = {};
  for (const number of [...pulls, ...issues]) {
    const { comments } = await act(world, { operation: 'list_comments', repo, number });
    if (comments.length > 0) said[number] = comments.map(({ id, body }) => `${id} ${body}`);
  }
  const reviewed: Record<number, readonly string[]> = {};
  for (const number of pulls) {
    const { reviews } = await act(world, { operation: 'list_reviews', repo, number });
    const standing = reviews.filter(({ state }) => state !== 'dismissed');
    if (standing.length > 0) reviewed[number] = standing.map(({ id, state, body }) => `${id} ${state} ${body}`);
  }
  return { said, reviewed };
};

/** What is reported of the first commit. A run that was called off says as much as none. */
const observeReports = async (world: GitHubWorld) => {
  const { repo, base: ref } = world;
  const { statuses } = await act(world, { operation: 'list_statuses', repo, ref });
  const { checkRuns } = await act(world, { operation: 'list_check_runs', repo, ref });
  return {
    statuses: statuses.map(({ context, state, description }) => `${context} ${state} ${description}`),
    runs: checkRuns
      .filter(({ conclusion }) => conclusion !== 'cancelled')
      .map(({ name, status, conclusion, title }) => ({ name, status, conclusion, title })),
  };
};

/** What is the same again after something was done and taken back. */
const lasting = <Item extends object>({ createdAt: _made, updatedAt: _at, ...item }: Item & Dated) => item;

interface Dated {
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What others see of the repository. Commits have the names that git gives them, so a branch's commit tells its files. */
export const observeGitHub = async (world: GitHubWorld): Promise<unknown> => {
  const { repo } = world;
  const { branches } = await act(world, { operation: 'list_branches', repo });
  const { prs } = await act(world, { operation: 'list_prs', repo, state: 'all' });
  const { issues } = await act(world, { operation: 'list_issues', repo, state: 'all' });
  const { labels } = await act(world, { operation: 'list_labels', repo });
  const { tags } = await act(world, { operation: 'list_tags', repo });
  const { releases } = await act(world, { operation: 'list_releases', repo });
  const { runs } = await act(world, { operation: 'list_workflow_runs', repo });
  const numbers = [prs, issues].map((items) => items.map(({ number }) => number));
  return {
    branches: branches.map(({ branch, sha }) => `${branch} ${sha}`).toSorted(),
    pulls: prs.filter(({ state }) => state === 'open').map(lasting),
    issues: issues.filter(({ state }) => state === 'open').map(lasting),
    labels: labels.map(({ name, color, description }) => `${name} ${color} ${description}`).toSorted(),
    tags: tags.map(({ tag, commit }) => `${tag} ${commit}`).toSorted(),
    releases: releases.map(({ id, tag, name, body, draft }) => ({ id, tag, name, body, draft })),
    // A run that was called off is as good as none.
    workflowRuns: runs
      .filter(({ conclusion }) => conclusion !== 'cancelled')
      .map(({ title, status, attempt }) => ({ title, status, attempt })),
    ...(await observeTalk(world, numbers[0] ?? [], numbers[1] ?? [])),
    ...(await observeReports(world)),
  };
};
