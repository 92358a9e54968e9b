import { z } from 'zod';

/** A file that differs between two commits. */
export const changedFile = z.object({
  path: z.string(),
  status: z.enum(['added', 'removed', 'modified', 'renamed', 'copied', 'changed', 'unchanged']),
  previousPath: z.string().optional().describe('Where it was before it was renamed or copied.'),
  additions: z.int(),
  deletions: z.int(),
  patch: z.string().optional().describe('The difference; GitHub gives none for bytes and for large files.'),
});

/** What GitHub answers about a file that differs, as far as it is read here. */
interface GitHubFile {
  readonly filename: string;
  readonly status: z.input<typeof changedFile>['status'];
  readonly previous_filename?: string | undefined;
  readonly additions: number;
  readonly deletions: number;
  readonly patch?: string | undefined;
}

/** Reads a file that differs out of GitHub's answer, with its patch or without. */
export const readChangedFile = (file: GitHubFile, withPatch: boolean): z.input<typeof changedFile> => ({
  path: file.filename,
  status: file.status,
  ...(file.previous_filename === undefined ? {} : { previousPath: file.previous_filename }),
  additions: file.additions,
  deletions: file.deletions,
  ...(withPatch && file.patch !== undefined ? { patch: file.patch } : {}),
});
