import { isUtf8 } from 'node:buffer';
import type { HandlerContext } from '@strata/core';
import { conflict, refused } from '../fake/fake-refusal.ts';
import type { TreeFile } from '../fake/git-objects.ts';
import type { CommitState, GitHubState, RepositoryState } from './github-state.ts';
import { branchAt, changedPaths, commitOf, commitTo, resolve, writeBlob } from './history.ts';
import { type GitHubHandlers, markOf, missing, repositoryOf, timeOf, webOf, writableOf } from './repositories.ts';

const encode = (bytes: Buffer) =>
  isUtf8(bytes) && !bytes.includes(0)
    ? { content: bytes.toString('utf8'), encoding: 'utf-8' as const }
    : { content: bytes.toString('base64'), encoding: 'base64' as const };

const bytesOf = ({ content, encoding }: { readonly content: string; readonly encoding: 'utf-8' | 'base64' }): Buffer =>
  Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8');

const isFolder = (commit: CommitState, path: string): boolean =>
  Object.keys(commit.files).some((file) => file.startsWith(`${path}/`));

/** One file that is to be changed, and the blob that it is now. */
const present = (
  repository: RepositoryState,
  {
    path,
    branch,
    expected,
  }: { readonly path: string; readonly branch: string; readonly expected?: string | undefined },
) => {
  const about = `file '${path}' on '${branch}' in ${repository.repo}`;
  const at = repository.branches.get(branch);
  const commit = at === undefined ? undefined : commitOf(repository, at);
  if (commit !== undefined && isFolder(commit, path)) throw refused(`${about} is a folder`);
  const sha = commit?.files[path]?.sha;
  if (expected !== undefined && sha !== expected) throw conflict(`${about} is ${sha ?? 'not there'}, not ${expected}`);
  return { about, sha, files: commitOf(repository, branchAt(repository, branch)).files };
};

const authored = (state: GitHubState, message: string, ctx: HandlerContext) => ({
  message,
  author: state.login,
  date: timeOf(ctx),
  ...markOf(ctx),
});

const committed = (repo: string, branch: string, { sha, message, parents }: CommitState) => ({
  branch,
  commit: { sha, message, url: webOf(repo, `commit/${sha}`) },
  parent: parents[0] ?? '',
});

const modeOf = (file: { readonly executable?: boolean | undefined; readonly symbolicLink?: boolean | undefined }) => {
  if (file.symbolicLink === true) return '120000';
  return file.executable === true ? '100755' : '100644';
};

/** What is done with files. */
export const fileHandlers = (
  state: GitHubState,
): GitHubHandlers<'get_file' | 'update_file' | 'delete_file' | 'commit_files'> => ({
  get_file: async ({ repo, path, ref }) => {
    const repository = repositoryOf(state, repo);
    const about = `file '${path}' on '${ref}' in ${repo}`;
    const commit = resolve(repository, ref, about);
    if (isFolder(commit, path)) throw refused(`'${path}' on '${ref}' in ${repo} is a folder, not a file`);
    const file = commit.files[path];
    if (file === undefined) throw missing(about);
    if (file.mode === '120000') throw refused(`'${path}' on '${ref}' in ${repo} is a symbolic link, not a file`);
    const bytes = Buffer.from(repository.blobs.get(file.sha) ?? []);
    return { path, sha: file.sha, sizeBytes: bytes.byteLength, ...encode(bytes) };
  },
  update_file: async (input, ctx) => {
    const { repo, path, branch, message } = input;
    const repository = writableOf(state, repo);
    const { files } = present(repository, input);
    const sha = writeBlob(repository, bytesOf(input));
    const mode = files[path]?.mode ?? '100644';
    const commit = commitTo(repository, branch, { ...files, [path]: { mode, sha } }, authored(state, message, ctx));
    return { ...committed(repo, branch, commit), content: { path, sha } };
  },
  delete_file: async (input, ctx) => {
    const { repo, path, branch, message } = input;
    const repository = writableOf(state, repo);
    const { about, sha, files } = present(repository, input);
    if (sha === undefined) throw missing(about);
    const { [path]: _gone, ...rest } = files;
    return { path, ...committed(repo, branch, commitTo(repository, branch, rest, authored(state, message, ctx))) };
  },
  commit_files: async ({ repo, branch, parent, message, files }, ctx) => {
    const repository = writableOf(state, repo);
    const at = branchAt(repository, branch);
    if (at !== parent) throw conflict(`branch '${branch}' in ${repo} is at ${at}, not at ${parent}`);
    const before = commitOf(repository, parent);
    const tree: Record<string, TreeFile> = { ...before.files };
    for (const file of files) {
      if ('deleted' in file) {
        if (tree[file.path] === undefined)
          throw refused(`GitHub refuses the files of a commit to ${repo}: no '${file.path}'`);
        delete tree[file.path];
      } else tree[file.path] = { mode: modeOf(file), sha: writeBlob(repository, bytesOf(file)) };
    }
    if (changedPaths(before.files, tree).length === 0)
      throw refused(`the files are the same as in ${parent}: there is nothing to commit`);
    const { sha } = commitTo(repository, branch, tree, authored(state, message, ctx));
    return { sha, branch, parent, url: webOf(repo, `commit/${sha}`), files: files.length };
  },
});
