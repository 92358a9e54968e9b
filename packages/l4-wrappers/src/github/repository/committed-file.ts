import { z } from 'zod';
import { commitSha } from './git-names.ts';
import { webAddress } from '../client/web-address.ts';

/** The commit that changed one file. */
export const committedFile = z.object({
  branch: z.string(),
  parent: commitSha.describe('The commit that the branch was at before.'),
  commit: z.object({ sha: commitSha, message: z.string(), url: webAddress }),
});

/** What GitHub answers about the commit that changed a file, as far as it is read here. */
interface GitHubFileCommit {
  readonly sha?: string | undefined;
  readonly message?: string | undefined;
  readonly html_url?: string | undefined;
  readonly parents?: readonly { readonly sha?: string | undefined }[] | undefined;
}

/** Reads that commit out of GitHub's answer; the output's schema refuses what is missing. */
export const readFileCommit = (
  branch: string,
  message: string,
  commit: GitHubFileCommit,
): z.input<typeof committedFile> => {
  return {
    branch,
    commit: { sha: commit.sha ?? '', message, url: commit.html_url ?? '' },
    parent: commit.parents?.[0]?.sha ?? '',
  };
};
