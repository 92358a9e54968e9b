import { missing } from './repositories.ts';
import type { CommitState, GitHubState, RepositoryState } from './github-state.ts';
import { changedPaths, historyOf, resolve } from './history.ts';
import { listed } from './listing.ts';
import { type GitHubHandlers, markOf, repositoryOf, webOf } from './repositories.ts';

/** A commit as lists show it. */
export const showCommit = (repo: string, commit: CommitState) => ({
  sha: commit.sha,
  message: commit.message,
  author: commit.author,
  date: commit.date,
  parents: [...commit.parents],
  url: webOf(repo, `commit/${commit.sha}`),
  ...markOf(commit.callId === undefined ? {} : { callId: commit.callId }),
});

/** A commit touches a path when it differs there from every parent of its own. */
const touches = (repository: RepositoryState, commit: CommitState, path: string): boolean => {
  const parents = commit.parents.map((sha) => repository.commits.get(sha)?.files ?? {});
  return (parents.length === 0 ? [{}] : parents).every((before) =>
    changedPaths(before, commit.files).some((changed) => changed === path || changed.startsWith(`${path}/`)),
  );
};

/** What is done with commits. */
export const commitHandlers = (state: GitHubState): GitHubHandlers<'list_commits'> => ({
  list_commits: async ({ repo, sha, path, ...paging }) => {
    const repository = repositoryOf(state, repo);
    const from = sha ?? repository.defaultBranch;
    if (repository.commits.size === 0) throw missing(`repository ${repo}`);
    const all = historyOf(repository, resolve(repository, from, `branch or commit '${from}' in ${repo}`).sha);
    const { shown, told } = listed(
      path === undefined ? all : all.filter((commit) => touches(repository, commit, path)),
      paging,
    );
    return { commits: shown.map((commit) => showCommit(repo, commit)), ...told };
  },
});
