import type { Secret } from '@strata/core';
import { Octokit } from '@octokit/rest';
import type { SeedFile } from './local-github.ts';

interface Where {
  readonly url: string;
  readonly token: Secret;
  readonly repo: string;
  readonly base: string;
}

/**
 * Gives a new repository its first commit, which has no parent and holds exactly these files.
 *
 * @returns the commit's sha
 */
export const seedRepository = async (
  { url, token, repo: fullName, base }: Where,
  files: readonly SeedFile[],
): Promise<string> => {
  const { rest } = new Octokit({ auth: token.reveal(), baseUrl: url });
  const [owner = '', repo = ''] = fullName.split('/');
  const where = { owner, repo };
  const tree = [];
  for (const { path, content, encoding, executable = false } of files) {
    const { data } = await rest.git.createBlob({ ...where, content, encoding });
    tree.push({ path, mode: executable ? '100755' : '100644', type: 'blob', sha: data.sha } as const);
  }
  const { data: made } = await rest.git.createTree({ ...where, tree });
  const { data: commit } = await rest.git.createCommit({ ...where, message: 'Begin', tree: made.sha, parents: [] });
  await rest.git.updateRef({ ...where, ref: `heads/${base}`, sha: commit.sha, force: true });
  return commit.sha;
};
