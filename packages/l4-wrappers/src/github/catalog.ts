import { defineCatalog } from '@strata/core';
import { addComment } from './add-comment.ts';
import { closeIssue } from './close-issue.ts';
import { closePr } from './close-pr.ts';
import { commitFiles } from './commit-files.ts';
import { createBranch } from './create-branch.ts';
import { createIssue } from './create-issue.ts';
import { createPr } from './create-pr.ts';
import { deleteBranch } from './delete-branch.ts';
import { deleteComment } from './delete-comment.ts';
import { deleteFile } from './delete-file.ts';
import { getBranch } from './get-branch.ts';
import { getFile } from './get-file.ts';
import { getIssue } from './get-issue.ts';
import { getPr } from './get-pr.ts';
import { getRepo } from './get-repo.ts';
import { listBranches } from './list-branches.ts';
import { listComments } from './list-comments.ts';
import { listCommits } from './list-commits.ts';
import { listIssues } from './list-issues.ts';
import { listPrs } from './list-prs.ts';
import { mergePr } from './merge-pr.ts';
import { reopenIssue } from './reopen-issue.ts';
import { reopenPr } from './reopen-pr.ts';
import { resetBranch } from './reset-branch.ts';
import { updateFile } from './update-file.ts';

const operations = {
  add_comment: addComment,
  close_issue: closeIssue,
  close_pr: closePr,
  commit_files: commitFiles,
  create_branch: createBranch,
  create_issue: createIssue,
  create_pr: createPr,
  delete_branch: deleteBranch,
  delete_comment: deleteComment,
  delete_file: deleteFile,
  get_branch: getBranch,
  get_file: getFile,
  get_issue: getIssue,
  get_pr: getPr,
  get_repo: getRepo,
  list_branches: listBranches,
  list_comments: listComments,
  list_commits: listCommits,
  list_issues: listIssues,
  list_prs: listPrs,
  merge_pr: mergePr,
  reopen_issue: reopenIssue,
  reopen_pr: reopenPr,
  reset_branch: resetBranch,
  update_file: updateFile,
};

/** GitHub's operations by name. */
export interface GitHubOperations extends Readonly<typeof operations> {}

/** The catalog of GitHub's operations. */
export const githubCatalog = defineCatalog('github', operations);
