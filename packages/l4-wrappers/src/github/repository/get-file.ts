import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { Objection } from '../client/call-failed.ts';
import { contentEncoding, encodeBytes } from './file-content.ts';
import { branchOrSha, filePath } from './git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { coordinatesOf, repository } from './repository.ts';

/** Reads a file. Fails with `refused` when the path leads to a folder, a symbolic link or a submodule. */
export const getFile = defineOperation({
  name: 'get_file',
  summary: 'Read a file of a repository.',
  effect: 'read',
  input: z.object({
    repo: repository,
    path: filePath.describe("The file's path in the repository."),
    ref: branchOrSha.default('main').describe('The branch or commit to read from.'),
  }),
  output: z.object({
    path: z.string(),
    content: z.string().describe("The file's whole content."),
    encoding: contentEncoding.describe('How `content` is written down: as text when it is UTF-8, else as Base64.'),
    sha: z.string().describe("The blob's name."),
    sizeBytes: z.int(),
  }),
  tags: (input) => [input.repo],
});

/** What GitHub's contents route answers, as far as it is read here; a list of them for a folder. */
interface GitHubEntry {
  readonly type: string;
  readonly sha: string;
  readonly content?: string;
  readonly encoding?: string;
}

const kindOf = (data: GitHubEntry | readonly unknown[]): string =>
  Array.isArray(data) ? 'dir' : (data as GitHubEntry).type;

const kinds: Readonly<Record<string, string>> = {
  dir: 'a folder',
  symlink: 'a symbolic link',
  submodule: 'a submodule',
};

const show = (path: string, sha: string, base64: string) => {
  const bytes = Buffer.from(base64, 'base64');
  return { path, sha, sizeBytes: bytes.byteLength, ...encodeBytes(bytes) };
};

/** Performs `get_file`. */
export const handleGetFile =
  (github: GitHubClient): Handler<typeof getFile> =>
  async ({ repo, path, ref }, ctx) => {
    const where = coordinatesOf(repo);
    const about = `file '${path}' on '${ref}' in ${repo}`;
    const entry = await github.ask(
      ctx,
      about,
      (request) => github.rest.repos.getContent({ ...where, path, ref, request }),
      (data: GitHubEntry | readonly unknown[]) => ({ kind: kindOf(data), ...(data as GitHubEntry) }),
    );
    if (entry.kind !== 'file') {
      const message = `'${path}' on '${ref}' in ${repo} is ${kinds[entry.kind] ?? `a ${entry.kind}`}, not a file`;
      throw new Objection({ kind: 'refused', message, hint: 'Name a file.' });
    }
    if (entry.encoding === 'base64' && entry.content !== undefined) return show(path, entry.sha, entry.content);
    // From 1 MB on, GitHub gives the content only through the blob.
    return github.ask(
      ctx,
      about,
      (request) => github.rest.git.getBlob({ ...where, file_sha: entry.sha, request }),
      (data) => show(path, entry.sha, data.content),
    );
  };
