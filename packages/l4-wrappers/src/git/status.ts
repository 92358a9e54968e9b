import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { type GitSettings, createGit, fieldsOf } from './git-process.ts';
import { findRepository } from './repository.ts';

const fileStatus = z.enum(['added', 'modified', 'deleted', 'untracked', 'conflicted']);

/** Says what a working copy is at and which files differ from its last commit. */
export const status = defineOperation({
  name: 'status',
  summary: 'Show the branch, the commit and the changed files of a working copy.',
  effect: 'read',
  input: z.object({ cwd: z.string().min(1).describe('A folder in the working copy') }),
  output: z.object({
    root: z.string().describe('The top folder of the working copy'),
    head: z.string().nullable().describe('The commit that is checked out; null before the first one'),
    branch: z.string().nullable().describe('The branch that is checked out; null when none is'),
    clean: z.boolean(),
    files: z.array(z.object({ path: z.string().describe('Relative to the root'), status: fileStatus })),
  }),
});

/** What the two letters of an entry mean together: index against HEAD, folder against index. */
const statusOf = (letters: string): z.output<typeof fileStatus> => {
  if (letters.includes('D')) return 'deleted';
  return letters.startsWith('A') || letters === '.A' ? 'added' : 'modified';
};

/** Reads the fields of porcelain version 2 (https://git-scm.com/docs/git-status#_porcelain_format_version_2). */
export const parseStatus = (fields: readonly string[]) => {
  const files: z.output<typeof status.output>['files'] = [];
  let branch: string | null = null;
  for (const field of fields) {
    const words = field.split(' ');
    if (field.startsWith('# branch.head ')) branch = words[2] === '(detached)' ? null : words.slice(2).join(' ');
    if (field.startsWith('? ')) files.push({ path: field.slice(2), status: 'untracked' });
    if (field.startsWith('1 ')) files.push({ path: words.slice(8).join(' '), status: statusOf(words[1] ?? '') });
    if (field.startsWith('u ')) files.push({ path: words.slice(10).join(' '), status: 'conflicted' });
  }
  return { branch, files };
};

/** Performs `status`. */
export const handleStatus =
  (settings: GitSettings): Handler<typeof status> =>
  async (input, ctx) => {
    const git = createGit(settings, ctx);
    const { root, head } = await findRepository(git, input.cwd);
    const args = ['--porcelain=v2', '-z', '--branch', '--untracked-files=all', '--no-renames'];
    const { branch, files } = parseStatus(fieldsOf(await git({ cwd: root }, 'status', args)));
    return { root, head, branch, clean: files.length === 0, files };
  };
