import { conflict } from '../fake/fake-refusal.ts';
import type { Tree } from '../fake/git-objects.ts';
import type { CommitState, PullState, RepositoryState } from './github-state.ts';
import { aheadOf, branchAt, commitOf, mergeBaseOf, mergeTrees, moveBranch, writeCommit } from './history.ts';

/** How a pull request is to be merged. */
export interface HowToMerge {
  readonly method: 'merge' | 'squash' | 'rebase';
  readonly commitTitle?: string | undefined;
  readonly commitMessage?: string | undefined;
  readonly expectedHead?: string | undefined;
  readonly author: string;
  readonly date: string;
}

const mergedFiles = (repository: RepositoryState, onto: CommitState, head: CommitState): Tree | undefined =>
  mergeTrees(mergeBaseOf(repository, onto.sha, head.sha)?.files ?? {}, onto.files, head.files);

/** Whether a pull request's changes fit onto its base. */
export const isMergeable = (repository: RepositoryState, pull: PullState): boolean => {
  const base = repository.branches.get(pull.base);
  if (base === undefined) return false;
  return mergedFiles(repository, commitOf(repository, base), commitOf(repository, pull.headSha)) !== undefined;
};

/** Puts the commits of a pull request onto its base one by one, and gives the last. */
const replay = (
  repository: RepositoryState,
  base: CommitState,
  commits: readonly CommitState[],
  { author, date }: HowToMerge,
): CommitState =>
  commits.toReversed().reduce((onto, commit) => {
    const before = repository.commits.get(commit.parents[0] ?? '')?.files ?? {};
    const files = mergeTrees(before, onto.files, commit.files) ?? commit.files;
    return writeCommit(repository, { parents: [onto.sha], files, message: commit.message, author, date });
  }, base);

const problemOf = (repository: RepositoryState, pull: PullState, how: HowToMerge): string | undefined => {
  if (pull.mergeSha !== null || pull.state === 'closed') return 'Pull Request is not mergeable';
  if (pull.draft) return 'Pull Request is still a draft';
  if (how.expectedHead !== undefined && how.expectedHead !== pull.headSha)
    return 'Head branch was modified. Review and try the merge again.';
  return isMergeable(repository, pull) ? undefined : 'Pull Request is not mergeable';
};

/** Merges a pull request and gives the commit that its base is at then. Fails with `conflict` when it does not merge. */
export const merge = (repository: RepositoryState, pull: PullState, how: HowToMerge): string => {
  const problem = problemOf(repository, pull, how);
  if (problem !== undefined) throw conflict(`pull request #${pull.number} in ${repository.repo}: ${problem}`);
  const base = commitOf(repository, branchAt(repository, pull.base));
  const head = commitOf(repository, pull.headSha);
  const files = mergedFiles(repository, base, head) ?? head.files;
  const { method, author, date } = how;
  const owner = repository.repo.split('/')[0] ?? '';
  const title =
    how.commitTitle ??
    (method === 'squash'
      ? `${pull.title} (#${pull.number})`
      : `Merge pull request #${pull.number} from ${owner}/${pull.head}`);
  const message = `${title}\n\n${how.commitMessage ?? (method === 'squash' ? pull.body : pull.title)}`.trimEnd();
  const parents = method === 'merge' ? [base.sha, head.sha] : [base.sha];
  const { sha } =
    method === 'rebase'
      ? replay(repository, base, aheadOf(repository, base.sha, head.sha), how)
      : writeCommit(repository, { parents, files, message, author, date });
  moveBranch(repository, pull.base, sha);
  pull.mergeSha = sha;
  pull.state = 'closed';
  pull.updatedAt = date;
  return sha;
};
