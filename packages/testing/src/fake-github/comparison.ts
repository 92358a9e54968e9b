import { showCommit } from './commits.ts';
import type { GitHubState, RepositoryState } from './github-state.ts';
import type { Tree, TreeFile } from '../fake/git-objects.ts';
import { aheadOf, changedPaths, mergeBaseOf, resolve } from './history.ts';
import { type GitHubHandlers, missing, repositoryOf, webOf } from './repositories.ts';

const linesOf = (repository: RepositoryState, tree: Tree, path: string): readonly string[] => {
  const text = Buffer.from(repository.blobs.get(tree[path]?.sha ?? '') ?? []).toString();
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
};

/** How many of `lines` the others do not have. */
const newIn = (lines: readonly string[], others: readonly string[]): number => {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  }).length;
};

const changeOf = (before?: TreeFile, after?: TreeFile): 'added' | 'removed' | 'modified' => {
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : 'modified';
};

/** The files in which two commits differ. Lines are counted, and not shown. */
export const filesBetween = (repository: RepositoryState, before: Tree, after: Tree) =>
  changedPaths(before, after).map((path) => {
    const [old, now] = [linesOf(repository, before, path), linesOf(repository, after, path)];
    return {
      path,
      status: changeOf(before[path], after[path]),
      additions: newIn(now, old),
      deletions: newIn(old, now),
    };
  });

const statusOf = (aheadBy: number, behindBy: number) => {
  if (aheadBy > 0) return behindBy > 0 ? 'diverged' : 'ahead';
  return behindBy > 0 ? 'behind' : 'identical';
};

/** What compares branches and commits. */
export const comparisonHandlers = (state: GitHubState): GitHubHandlers<'compare'> => ({
  compare: async ({ repo, base, head, maxCommits }) => {
    const repository = repositoryOf(state, repo);
    const about = `a comparison of '${base}' with '${head}' in ${repo}`;
    const [from, to] = [resolve(repository, base, about), resolve(repository, head, about)];
    const parting = mergeBaseOf(repository, from.sha, to.sha);
    if (parting === undefined) throw missing(about);
    const ahead = aheadOf(repository, from.sha, to.sha).toReversed();
    const behindBy = aheadOf(repository, to.sha, from.sha).length;
    const commits = ahead.slice(0, maxCommits);
    return {
      status: statusOf(ahead.length, behindBy),
      aheadBy: ahead.length,
      behindBy,
      mergeBase: parting.sha,
      files: filesBetween(repository, parting.files, to.files),
      url: webOf(repo, `compare/${base}...${head}`),
      commits: commits.map((commit) => showCommit(repo, commit)),
      complete: commits.length === ahead.length,
    };
  },
});
