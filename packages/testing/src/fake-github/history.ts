import { notFound } from '../fake/fake-refusal.ts';
import { type Tree, type TreeFile, blobSha, commitSha, treeSha } from '../fake/git-objects.ts';
import type { CommitState, RepositoryState } from './github-state.ts';
import { missing } from './repositories.ts';

/** A commit that is to be made. */
export interface NewCommit {
  readonly parents: readonly string[];
  readonly files: Tree;
  readonly message: string;
  readonly author: string;
  readonly date: string;
  readonly callId?: string;
}

const isSha = (name: string): boolean => /^[0-9a-f]{40}$/.test(name);

/** Keeps a blob and gives its name. */
export const writeBlob = (repository: RepositoryState, bytes: Uint8Array): string => {
  const sha = blobSha(bytes);
  repository.blobs.set(sha, bytes);
  return sha;
};

/** A commit's message as it is stored: with the mark of the call as a git trailer. */
export const storedMessage = (message: string, callId: string | undefined): string =>
  callId === undefined ? message : `${message.trimEnd()}\n\nStrata-Call: ${encodeURIComponent(callId)}`;

/** Keeps a commit; no branch leads to it yet. */
export const writeCommit = (repository: RepositoryState, made: NewCommit): CommitState => {
  const { parents, files, author, date, callId } = made;
  const tree = treeSha(files);
  const email = `${author}@users.noreply.github.com`;
  const message = storedMessage(made.message, callId);
  const sha = commitSha({ tree, parents, message, author, email, atS: Math.floor(Date.parse(date) / 1000) });
  const mark = callId === undefined ? {} : { callId };
  const order = repository.commits.size;
  const commit = { sha, tree, parents, message: made.message, author, date, files, order, ...mark };
  repository.commits.set(sha, commit);
  return commit;
};

/** The commit of that name. Fails with `not_found`. */
export const commitOf = (repository: RepositoryState, sha: string): CommitState => {
  const found = repository.commits.get(sha);
  if (found === undefined) throw notFound(`commit ${sha} in ${repository.repo}: Object does not exist`);
  return found;
};

/** The commit that a branch is at. Fails with `not_found`. */
export const branchAt = (repository: RepositoryState, branch: string): string => {
  const sha = repository.branches.get(branch);
  if (sha === undefined) throw missing(`branch '${branch}' in ${repository.repo}`);
  return sha;
};

/** The commit that a branch, or the commit's own name, leads to. Fails with `not_found`. */
export const resolve = (repository: RepositoryState, ref: string, about: string): CommitState => {
  const sha = repository.branches.get(ref) ?? (isSha(ref) ? ref : undefined);
  const found = sha === undefined ? undefined : repository.commits.get(sha);
  if (found === undefined) throw missing(about);
  return found;
};

/** A commit and all before it, newest first. */
export const historyOf = (repository: RepositoryState, sha: string): readonly CommitState[] => {
  const seen = new Map<string, CommitState>();
  const open = [sha];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const commit = repository.commits.get(next);
    if (commit === undefined || seen.has(next)) continue;
    seen.set(next, commit);
    open.push(...commit.parents);
  }
  return [...seen.values()].toSorted((one, other) => other.order - one.order);
};

/** The commits of `head` that `base` does not have, newest first. */
export const aheadOf = (repository: RepositoryState, base: string, head: string): readonly CommitState[] => {
  const had = new Set(historyOf(repository, base).map(({ sha }) => sha));
  return historyOf(repository, head).filter(({ sha }) => !had.has(sha));
};

/** The newest commit that both have; `undefined` for histories that have nothing in common. */
export const mergeBaseOf = (repository: RepositoryState, one: string, other: string): CommitState | undefined => {
  const had = new Set(historyOf(repository, one).map(({ sha }) => sha));
  return historyOf(repository, other).find(({ sha }) => had.has(sha));
};

const isSame = (one: TreeFile | undefined, other: TreeFile | undefined): boolean =>
  one?.sha === other?.sha && one?.mode === other?.mode;

/** Paths in which two trees differ. */
export const changedPaths = (before: Tree, after: Tree): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((path) => !isSame(before[path], after[path]))
    .toSorted();

/** Both changes put together; `undefined` when they change the same file differently. GitHub looks into files besides. */
export const mergeTrees = (base: Tree, ours: Tree, theirs: Tree): Tree | undefined => {
  const merged: Record<string, TreeFile> = { ...ours };
  for (const path of changedPaths(base, theirs)) {
    if (!isSame(ours[path], base[path]) && !isSame(ours[path], theirs[path])) return undefined;
    const changed = theirs[path];
    if (changed === undefined) delete merged[path];
    else merged[path] = changed;
  }
  return merged;
};

/** Moves a branch; the open pull requests from it move with it. */
export const moveBranch = (repository: RepositoryState, branch: string, sha: string): void => {
  repository.branches.set(branch, sha);
  for (const item of repository.items.values())
    if (item.kind === 'pull' && item.state === 'open' && item.head === branch) item.headSha = sha;
};

/** What a new commit of this call has besides its files. */
export interface Authored {
  readonly message: string;
  readonly author: string;
  readonly date: string;
  readonly callId?: string | undefined;
}

/** Commits a tree on top of a branch. */
export const commitTo = (
  repository: RepositoryState,
  branch: string,
  files: Tree,
  { callId, ...given }: Authored,
): CommitState => {
  const parents = [branchAt(repository, branch)];
  const commit = writeCommit(repository, { ...given, parents, files, ...(callId === undefined ? {} : { callId }) });
  moveBranch(repository, branch, commit.sha);
  return commit;
};
