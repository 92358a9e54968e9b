import type { GitOperations } from '@strata/l4-wrappers/git';
import { expect } from 'vitest';
import { act } from '../act.ts';
import type { Contract, ContractWorld } from '../contract.ts';

/** A working copy that has `gitCommitted` in its last commit, and `gitChanges` on top of it. */
export interface GitWorld extends ContractWorld<GitOperations> {
  /** The top folder of the working copy. */
  readonly root: string;
  /** The commit that is checked out. */
  readonly head: string;
  /** The files of every scratch copy that there is, by its path. */
  readonly scratches: () => Promise<Readonly<Record<string, Readonly<Record<string, string>>>>>;
}

/** What the last commit has to have. */
export const gitCommitted = { 'README.md': '# App\n', 'src/a.py': 'one\ntwo\nthree\n', 'src/b.py': 'no end' } as const;

/** What has to be different in the folder; `null` for a file that was deleted. */
export const gitChanges = { 'README.md': null, 'src/a.py': 'one\n2\nthree\n', 'new.txt': 'new\n' } as const;

const after = { 'new.txt': 'new\n', 'src/a.py': 'one\n2\nthree\n', 'src/b.py': 'no end' };

const scratch = async (world: GitWorld): Promise<string> =>
  (await act(world, { operation: 'create_scratch', cwd: world.root })).path;

const patchOf = async (world: GitWorld): Promise<string> =>
  (await act(world, { operation: 'diff', cwd: world.root })).patch;

const observe = (world: GitWorld): Promise<unknown> => world.scratches();

const changed = [
  { path: 'README.md', status: 'deleted', binary: false, sizeBytes: 0, executable: false },
  { path: 'new.txt', status: 'added', binary: false, sizeBytes: 4, executable: false },
  { path: 'src/a.py', status: 'modified', binary: false, sizeBytes: 12, executable: false },
];

/** What git promises, for the fake and for the real one. */
export const gitPromises: Contract<GitOperations, GitWorld> = {
  status: {
    arrange: ({ root }) => ({ operation: 'status', cwd: `${root}/src` }),
    check: (output, { root, head }) => {
      expect(output).toMatchObject({ root, head, branch: 'main', clean: false });
      expect(output.files.map(({ path, status }) => `${status} ${path}`).toSorted()).toEqual([
        'deleted README.md',
        'modified src/a.py',
        'untracked new.txt',
      ]);
    },
  },
  diff: {
    arrange: ({ root }) => ({ operation: 'diff', cwd: root }),
    check: async (output, world) => {
      expect(output).toMatchObject({ root: world.root, head: world.head, files: changed });
      await act(world, { operation: 'create_scratch', cwd: world.root, patch: output.patch });
      expect(Object.values(await world.scratches())).toEqual([after]);
    },
  },
  read_changes: {
    arrange: ({ root }) => ({ operation: 'read_changes', cwd: root, files: ['new.txt', 'README.md'] }),
    check: ({ files }) =>
      expect(files).toEqual([
        { path: 'new.txt', content: 'new\n', encoding: 'utf-8', executable: false, symbolicLink: false, sizeBytes: 4 },
        { path: 'README.md', deleted: true },
      ]),
  },
  create_scratch: {
    arrange: ({ root }) => ({ operation: 'create_scratch', cwd: `${root}/src` }),
    check: async ({ path, workdir, ...output }, world) => {
      expect(output).toEqual({ base: 'head', head: world.head });
      expect(workdir).toBe(`${path}/src`);
      expect(await world.scratches()).toEqual({ [path]: gitCommitted });
    },
    observe,
  },
  remove_scratch: {
    arrange: async (world) => ({ operation: 'remove_scratch', path: await scratch(world) }),
    check: async (output, world) => {
      expect(output).toMatchObject({ removed: true });
      expect(await world.scratches()).toEqual({});
    },
    observe,
  },
  apply_patch: {
    arrange: async (world) => ({ operation: 'apply_patch', cwd: await scratch(world), patch: await patchOf(world) }),
    check: async ({ files }, world) => {
      expect(files.toSorted((one, other) => (one.path < other.path ? -1 : 1))).toEqual(changed);
      expect(Object.values(await world.scratches())).toEqual([after]);
    },
    observe,
    nothingToUndo: 'the inverse of create_scratch takes the whole copy away, and nothing else sees it',
  },
};
