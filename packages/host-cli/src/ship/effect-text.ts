import { z } from 'zod';

const made = z.object({ branch: z.string(), sha: z.string(), number: z.int(), path: z.string() }).partial();

/** What a write has made, in words. `output` is what it had answered; absent when nobody knows. */
export const effectText = (operation: string, output: unknown): string => {
  const { branch, sha, number, path } = made.safeParse(output).data ?? {};
  switch (operation) {
    case 'create_branch':
      return branch === undefined ? 'the branch' : `branch ${branch}`;
    case 'commit_files':
      return sha === undefined ? 'the commit' : `commit ${sha.slice(0, 12)}`;
    case 'create_pr':
      return number === undefined ? 'the pull request' : `pull request #${number}`;
    case 'add_comment':
      return 'the comment on the pull request';
    case 'merge_pr':
      return sha === undefined ? 'the merge' : `merge ${sha.slice(0, 12)}`;
    case 'create_scratch':
      return path === undefined ? 'a scratch copy' : `scratch copy ${path}`;
    case 'apply_patch':
      return 'the patch in the scratch copy';
    default:
      return operation.replaceAll('_', ' ');
  }
};
