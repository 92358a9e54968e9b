import type { GitHubOperations } from '@strata/l4-wrappers/github';
import { act } from '../act.ts';
import type { Contract, ContractWorld } from '../contract.ts';

/** A GitHub with one repository, whose branch `main` holds `githubFiles`. */
export interface GitHubWorld extends ContractWorld<GitHubOperations> {
  /** The repository, as 'owner/name'. */
  readonly repo: string;
  /** The commit that `main` is at. */
  readonly base: string;
}

/** A part of what GitHub promises. */
export type GitHubContract<Names extends keyof GitHubOperations> = Pick<Contract<GitHubOperations, GitHubWorld>, Names>;

/** What the repository has to hold: text, bytes, a folder, and a name that is not plain ASCII. */
export const githubFiles: Readonly<Record<string, string | Uint8Array>> = {
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

/** What others see of the repository. Commits have the names that git gives them, so a branch's commit tells its files. */
export const observeGitHub = async (world: GitHubWorld): Promise<unknown> => {
  const { repo } = world;
  const { branches } = await act(world, { operation: 'list_branches', repo });
  const { prs } = await act(world, { operation: 'list_prs', repo, state: 'all' });
  const { issues } = await act(world, { operation: 'list_issues', repo, state: 'all' });
  const comments: Record<number, readonly string[]> = {};
  for (const { number } of [...prs, ...issues]) {
    const listed = await act(world, { operation: 'list_comments', repo, number });
    if (listed.count > 0) comments[number] = listed.comments.map(({ id, body }) => `${id} ${body}`);
  }
  return {
    branches: branches.map(({ branch, sha }) => `${branch} ${sha}`).toSorted(),
    pulls: prs
      .filter(({ state }) => state === 'open')
      .map(({ number, title, body, draft, head, headSha, base }) => ({
        number,
        title,
        body,
        draft,
        head,
        headSha,
        base,
      })),
    issues: issues
      .filter(({ state }) => state === 'open')
      .map(({ number, title, body, labels }) => ({ number, title, body, labels })),
    comments,
  };
};
