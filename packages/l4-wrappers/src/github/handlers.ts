import type { Handlers } from '@strata/core';
import { handleAddComment } from './add-comment.ts';
import type { GitHubOperations } from './catalog.ts';
import { handleCloseIssue } from './close-issue.ts';
import { handleClosePr } from './close-pr.ts';
import { handleCommitFiles } from './commit-files.ts';
import { handleCreateBranch } from './create-branch.ts';
import { handleCreateIssue } from './create-issue.ts';
import { handleCreatePr } from './create-pr.ts';
import { handleDeleteBranch } from './delete-branch.ts';
import { handleDeleteComment } from './delete-comment.ts';
import { handleDeleteFile } from './delete-file.ts';
import { handleGetBranch } from './get-branch.ts';
import { handleGetFile } from './get-file.ts';
import { handleGetIssue } from './get-issue.ts';
import { handleGetPr } from './get-pr.ts';
import { handleGetRepo } from './get-repo.ts';
import type { GitHubClient } from './github-client.ts';
import { handleListBranches } from './list-branches.ts';
import { handleListComments } from './list-comments.ts';
import { handleListCommits } from './list-commits.ts';
import { handleListIssues } from './list-issues.ts';
import { handleListPrs } from './list-prs.ts';
import { handleMergePr } from './merge-pr.ts';
import { handleReopenIssue } from './reopen-issue.ts';
import { handleReopenPr } from './reopen-pr.ts';
import { handleResetBranch } from './reset-branch.ts';
import { handleUpdateFile } from './update-file.ts';

/** A handler for each operation of the catalog. */
export const createHandlers = (github: GitHubClient): Handlers<GitHubOperations> => ({
  add_comment: handleAddComment(github),
  close_issue: handleCloseIssue(github),
  close_pr: handleClosePr(github),
  commit_files: handleCommitFiles(github),
  create_branch: handleCreateBranch(github),
  create_issue: handleCreateIssue(github),
  create_pr: handleCreatePr(github),
  delete_branch: handleDeleteBranch(github),
  delete_comment: handleDeleteComment(github),
  delete_file: handleDeleteFile(github),
  get_branch: handleGetBranch(github),
  get_file: handleGetFile(github),
  get_issue: handleGetIssue(github),
  get_pr: handleGetPr(github),
  get_repo: handleGetRepo(github),
  list_branches: handleListBranches(github),
  list_comments: handleListComments(github),
  list_commits: handleListCommits(github),
  list_issues: handleListIssues(github),
  list_prs: handleListPrs(github),
  merge_pr: handleMergePr(github),
  reopen_issue: handleReopenIssue(github),
  reopen_pr: handleReopenPr(github),
  reset_branch: handleResetBranch(github),
  update_file: handleUpdateFile(github),
});
