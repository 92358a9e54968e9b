import type { HandlerContext } from '@strata/core';
import type { FileChange } from './file-change.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { coordinatesOf } from './repository.ts';

/** What git keeps of a file besides its content: plain, executable, or a symbolic link. */
type FileMode = '100644' | '100755' | '120000';

/** One file as GitHub takes it in a tree: its content, the blob that holds it, or `null` for none any more. */
export interface TreeEntry {
  path: string;
  mode: FileMode;
  type: 'blob';
  sha?: string | null;
  content?: string;
}

const modeOf = (file: Exclude<FileChange, { readonly deleted: true }>): FileMode => {
  if (file.symbolicLink === true) return '120000';
  return file.executable === true ? '100755' : '100644';
};

/** How much text is sent inside one tree, in characters; the rest is sent file by file. Saves a call for most files. */
const inlineCharacters = 1_000_000;

/** Sends the files that need a blob of their own, one after the other, as GitHub asks of its callers. */
export const uploadFiles = async (
  github: GitHubClient,
  ctx: HandlerContext,
  repo: string,
  files: readonly FileChange[],
): Promise<TreeEntry[]> => {
  const entries: TreeEntry[] = [];
  let inlined = 0;
  for (const file of files) {
    if ('deleted' in file) {
      entries.push({ path: file.path, mode: '100644', type: 'blob', sha: null });
      continue;
    }
    const { path, content, encoding } = file;
    const mode = modeOf(file);
    if (encoding === 'utf-8' && inlined + content.length <= inlineCharacters) {
      inlined += content.length;
      entries.push({ path, mode, type: 'blob', content });
      continue;
    }
    const sha = await github.ask(
      ctx,
      `file '${path}' for ${repo}`,
      (request) => github.rest.git.createBlob({ ...coordinatesOf(repo), content, encoding, request }),
      (data) => data.sha,
    );
    entries.push({ path, mode, type: 'blob', sha });
  }
  return entries;
};
