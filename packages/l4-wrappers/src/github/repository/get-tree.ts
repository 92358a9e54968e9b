import { type Handler, type HandlerContext, defineOperation } from '@strata/core';
import { z } from 'zod';
import { Objection } from '../client/call-failed.ts';
import { branchOrSha, filePath } from './git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { coordinatesOf, repository } from './repository.ts';

/** What stands in a folder, by git's modes ("Git trees" in GitHub's REST docs). */
const entry = z.object({
  path: z.string().describe('From the root of the repository.'),
  type: z.enum(['file', 'executable', 'symlink', 'folder', 'submodule']),
  sha: z.string().describe('The blob or tree; of a submodule the commit.'),
  sizeBytes: z.int().optional().describe('Of files only.'),
});

type Entry = z.output<typeof entry>;

/** Lists what a folder of a branch or commit holds. What GitHub cuts off is read folder by folder. */
export const getTree = defineOperation({
  name: 'get_tree',
  summary: 'List the files and folders of a branch or commit.',
  effect: 'read',
  input: z.object({
    repo: repository,
    ref: branchOrSha.default('main').describe('The branch, tag or commit.'),
    path: filePath.optional().describe('The folder; the root when left out.'),
    recursive: z.boolean().default(true).describe('Whether to list what its folders hold, too.'),
    maxEntries: z.int().min(1).max(100_000).default(10_000).describe('How many entries to give at most.'),
  }),
  output: z.object({
    sha: z.string().describe("The folder's tree."),
    entries: z.array(entry),
    count: z.int(),
    complete: z.boolean().describe('Whether these are all entries; false when there are more than were asked for.'),
  }),
  tags: (input) => [input.repo],
});

const types: Readonly<Record<string, Entry['type']>> = {
  '100755': 'executable',
  '120000': 'symlink',
  '040000': 'folder',
  '160000': 'submodule',
};

interface Tree {
  readonly sha: string;
  readonly entries: readonly Entry[];
  readonly truncated: boolean;
}

interface Reading {
  readonly github: GitHubClient;
  readonly ctx: HandlerContext;
  readonly repo: string;
  readonly ref: string;
}

const readTree = ({ github, ctx, repo, ref }: Reading, tree: string, below: string, deep: boolean): Promise<Tree> =>
  github.ask(
    ctx,
    below === '' ? `branch or commit '${ref}' in ${repo}` : `folder '${below}' on '${ref}' in ${repo}`,
    (request) =>
      github.rest.git.getTree({
        ...coordinatesOf(repo),
        tree_sha: tree,
        ...(deep ? { recursive: '1' } : {}),
        request,
      }),
    (data) => ({
      sha: data.sha,
      truncated: data.truncated,
      entries: data.tree.map((it) => ({
        path: below === '' ? it.path : `${below}/${it.path}`,
        type: types[it.mode] ?? 'file',
        sha: it.sha,
        ...(it.size === undefined ? {} : { sizeBytes: it.size }),
      })),
    }),
  );

/** The tree of a folder, found from folder to folder. */
const treeAt = async (reading: Reading, path: string): Promise<string> => {
  let tree = reading.ref;
  let below = '';
  for (const part of path.split('/')) {
    const { entries } = await readTree(reading, tree, below, false);
    below = below === '' ? part : `${below}/${part}`;
    const its = entries.find((it) => it.path === below);
    const where = `'${below}' on '${reading.ref}' in ${reading.repo}`;
    if (its === undefined)
      throw new Objection({ kind: 'not_found', message: `GitHub has no ${where}`, hint: 'Check the path.' });
    if (its.type !== 'folder')
      throw new Objection({
        kind: 'refused',
        message: `${where} is a ${its.type}, not a folder`,
        hint: 'Read it with get_file.',
      });
    tree = its.sha;
  }
  return tree;
};

/** Reads a folder and all below it; what is too much for one answer is read folder by folder. */
const readDeep = async (reading: Reading, tree: string, below: string, most: number): Promise<Tree> => {
  const whole = await readTree(reading, tree, below, true);
  if (!whole.truncated || whole.entries.length > most) return whole;
  const { sha, entries } = await readTree(reading, tree, below, false);
  const all: Entry[] = [];
  for (const its of entries) {
    all.push(its);
    if (all.length > most) break;
    if (its.type === 'folder') all.push(...(await readDeep(reading, its.sha, its.path, most - all.length)).entries);
  }
  return { sha, entries: all, truncated: false };
};

/** Performs `get_tree`. */
export const handleGetTree =
  (github: GitHubClient): Handler<typeof getTree> =>
  async ({ repo, ref, path, recursive, maxEntries }, ctx) => {
    const reading = { github, ctx, repo, ref };
    const tree = path === undefined ? ref : await treeAt(reading, path);
    const found = recursive
      ? await readDeep(reading, tree, path ?? '', maxEntries)
      : await readTree(reading, tree, path ?? '', false);
    const entries = found.entries.slice(0, maxEntries);
    const complete = !found.truncated && found.entries.length <= maxEntries;
    return { sha: found.sha, entries, count: entries.length, complete };
  };
