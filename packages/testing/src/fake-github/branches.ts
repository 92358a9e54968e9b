import { conflict, notFound, refused } from '../fake/fake-refusal.ts';
import type { GitHubState, RepositoryState } from './github-state.ts';
import { branchAt, commitOf, moveBranch } from './history.ts';
import { listed } from './listing.ts';
import { type GitHubHandlers, repositoryOf, writableOf } from './repositories.ts';

const show = (repository: RepositoryState, branch: string) => ({
  branch,
  sha: branchAt(repository, branch),
  protected: repository.protected.has(branch),
  url: `https://api.github.com/repos/${repository.repo}/git/refs/heads/${branch}`,
});

/** Git keeps refs like files, so one cannot be a folder of another. */
const standsInTheWay = (taken: string, branch: string): boolean =>
  taken === branch || taken.startsWith(`${branch}/`) || branch.startsWith(`${taken}/`);

/** GitHub closes the open pull requests of a branch that goes. */
const closePulls = (repository: RepositoryState, branch: string): void => {
  for (const item of repository.items.values())
    if (item.kind === 'pull' && item.state === 'open' && (item.head === branch || item.base === branch))
      item.state = 'closed';
};

const moved = (repository: RepositoryState, branch: string, sha: string, expected: string) =>
  conflict(`branch '${branch}' in ${repository.repo} is at ${sha}, not at ${expected}`);

/** What is done with branches. */
export const branchHandlers = (
  state: GitHubState,
): GitHubHandlers<'get_branch' | 'list_branches' | 'create_branch' | 'delete_branch' | 'reset_branch'> => ({
  get_branch: async ({ repo, branch }) => show(repositoryOf(state, repo), branch),
  list_branches: async ({ repo, names, ...paging }) => {
    const repository = repositoryOf(state, repo);
    const known = names?.filter((name) => repository.branches.has(name)) ?? [...repository.branches.keys()].toSorted();
    const { shown, told } = listed(known, paging);
    return { branches: shown.map((branch) => show(repository, branch)), ...told };
  },
  create_branch: async ({ repo, branch, from }) => {
    const repository = writableOf(state, repo);
    const sha = /^[0-9a-f]{40}$/.test(from) ? commitOf(repository, from).sha : branchAt(repository, from);
    if ([...repository.branches.keys()].some((taken) => standsInTheWay(taken, branch)))
      throw conflict(`branch '${branch}' in ${repo}: Reference already exists`);
    repository.branches.set(branch, sha);
    const { url } = show(repository, branch);
    return { branch, sha, url };
  },
  delete_branch: async ({ repo, branch, expected }) => {
    const repository = writableOf(state, repo);
    const sha = repository.branches.get(branch);
    if (sha === undefined) return { branch, sha: expected, deleted: false };
    if (sha !== expected) throw moved(repository, branch, sha, expected);
    if (branch === repository.defaultBranch)
      throw refused(`GitHub refuses branch '${branch}' in ${repo}: it is the default branch`);
    repository.branches.delete(branch);
    closePulls(repository, branch);
    return { branch, sha, deleted: true };
  },
  reset_branch: async ({ repo, branch, sha, expected }) => {
    const repository = writableOf(state, repo);
    const present = branchAt(repository, branch);
    if (present === sha) return { branch, sha, previous: expected };
    if (present !== expected) throw moved(repository, branch, present, expected);
    if (!repository.commits.has(sha)) throw notFound(`branch '${branch}' in ${repo}: Object does not exist`);
    moveBranch(repository, branch, sha);
    return { branch, sha, previous: expected };
  },
});
