import { z } from 'zod';
import { commitSha } from './git-names.ts';
import { webAddress } from '../client/web-address.ts';

/** A branch as it is shown. */
export const branchShown = z.object({
  branch: z.string(),
  sha: commitSha.describe('The commit that the branch is at.'),
  protected: z.boolean().describe('Whether rules restrict what may be done to it.'),
  url: webAddress.describe("The address of its ref in GitHub's API."),
});

/** What GitHub answers about a branch, as far as it is read here. */
interface GitHubBranch {
  readonly name: string;
  readonly commit: { readonly sha: string; readonly url: string };
  readonly protected: boolean;
}

/** Reads a branch out of GitHub's answer. The ref's address is built from the commit's: lists give no other. */
export const readBranch = ({ name, commit, protected: isProtected }: GitHubBranch): z.input<typeof branchShown> => ({
  branch: name,
  sha: commit.sha,
  protected: isProtected,
  url: commit.url.replace(/\/commits\/[^/]*$/, `/git/refs/heads/${name}`),
});
