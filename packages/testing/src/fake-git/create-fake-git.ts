import type { HandlerContext, Handlers } from '@strata/core';
import { type GitOperations, gitCatalog } from '@strata/l4-wrappers/git';
import { type Fake, type FakeOptions, createFake } from '../fake/create-fake.ts';
import { refused } from '../fake/fake-refusal.ts';
import { applyPatch, makePatch } from './patch.ts';
import {
  type FakeFile,
  type FakeFiles,
  type GitState,
  type Scratch,
  type WorkingCopy,
  changesOf,
  copyAt,
  filesAt,
  headOf,
} from './working-copy.ts';

/** Texts by their paths. */
export type Texts = Readonly<Record<string, string>>;

export interface FakeGitOptions extends FakeOptions {
  /** The top folder of the working copy, an absolute path that need not exist. @default /work/app */
  readonly root?: string;
  /** What the last commit has. @default nothing */
  readonly committed?: Texts;
  /** What has changed since: new texts by path, `null` for a file that was deleted. @default nothing */
  readonly changes?: Readonly<Record<string, string | null>>;
}

const asFile = (content: string): FakeFile => ({ content, executable: false });

const copyOf = ({ root = '/work/app', committed = {}, changes = {} }: FakeGitOptions): WorkingCopy => {
  const before: FakeFiles = Object.fromEntries(Object.entries(committed).map(([path, text]) => [path, asFile(text)]));
  const after = { ...before };
  for (const [path, text] of Object.entries(changes)) {
    if (text === null) delete after[path];
    else after[path] = asFile(text);
  }
  return { root, branch: 'main', head: headOf(before), committed: before, files: after };
};

const scratchAt = (state: GitState, path: string): Scratch => {
  const found = state.scratches.get(path);
  if (found === undefined) throw refused(`${path} is not a scratch copy`);
  return found;
};

const readChange = (files: FakeFiles, path: string) => {
  const parts = path.split('/');
  if (path.startsWith('/') || parts.some((part) => ['..', '.', '', '.git'].includes(part)))
    throw refused(`${path} leads out of the folder`);
  const file = files[path];
  if (file === undefined && Object.keys(files).some((other) => other.startsWith(`${path}/`)))
    throw refused(`${path} is not a file`);
  if (file === undefined) return { path, deleted: true as const };
  const { content, executable } = file;
  return {
    path,
    content,
    encoding: 'utf-8' as const,
    executable,
    symbolicLink: false,
    sizeBytes: Buffer.byteLength(content),
  };
};

/** What only looks. */
const createReads = (state: GitState): Pick<Handlers<GitOperations>, 'status' | 'diff' | 'read_changes'> => ({
  status: async ({ cwd }) => {
    const { root, head, branch, committed, files } = copyAt(state, cwd);
    const changed = changesOf(committed, files).map(({ path, status }) => ({
      path,
      status: status === 'added' ? ('untracked' as const) : status,
    }));
    return { root, head, branch, clean: changed.length === 0, files: changed };
  },
  diff: async ({ cwd }) => {
    const { root, head, committed, files } = copyAt(state, cwd);
    return { patch: makePatch(committed, files), files: changesOf(committed, files), root, head };
  },
  read_changes: async ({ cwd, files: paths }) => {
    const files = filesAt(state, cwd);
    return { files: paths.map((path) => readChange(files, path)) };
  },
});

const scratchPath = (state: GitState, { callId }: Pick<HandlerContext, 'callId'>): string =>
  `/tmp/strata-scratch-${callId === undefined ? `new-${state.scratches.size + 1}` : encodeURIComponent(callId)}/tree`;

/** What works on scratch copies. */
const createWrites = (
  state: GitState,
): Pick<Handlers<GitOperations>, 'create_scratch' | 'remove_scratch' | 'apply_patch'> => ({
  create_scratch: async ({ cwd, patch }, ctx) => {
    const copy = copyAt(state, cwd);
    const path = scratchPath(state, ctx);
    const files = patch === undefined ? copy.committed : applyPatch(copy.committed, patch).files;
    state.scratches.set(path, { path, files });
    return { path, workdir: `${path}${cwd.slice(copy.root.length)}`, base: 'head', head: copy.head };
  },
  remove_scratch: async ({ path }) => {
    if (state.copies.has(path)) throw refused(`${path} is not a scratch copy`);
    return { path, removed: state.scratches.delete(path) };
  },
  apply_patch: async ({ cwd, patch, encoding }) => {
    const scratch = scratchAt(state, cwd);
    const before = scratch.files;
    const { files, paths } = applyPatch(before, Buffer.from(patch, encoding).toString());
    scratch.files = files;
    const changes = new Map(changesOf(before, files).map((change) => [change.path, change]));
    return {
      files: paths.map((path) => {
        const { content = '', executable = false } = files[path] ?? {};
        const sizeBytes = Buffer.byteLength(content);
        const status = files[path] === undefined ? ('deleted' as const) : ('modified' as const);
        return changes.get(path) ?? { path, status, binary: false, sizeBytes, executable };
      }),
    };
  },
});

/**
 * Makes a git in memory, with one working copy of text files and as many scratch copies as are made. Its patches are
 * real ones, of whole files. Files that are not text, ignored ones and repositories in repositories it does not know.
 */
export const createFakeGit = ({ latencyMs, ...given }: FakeGitOptions = {}): Fake<GitOperations, GitState> => {
  const copy = copyOf(given);
  const state: GitState = { copies: new Map([[copy.root, copy]]), scratches: new Map() };
  const handlers = { ...createReads(state), ...createWrites(state) };
  return createFake<GitOperations, GitState>(gitCatalog, state, handlers, latencyMs === undefined ? {} : { latencyMs });
};
