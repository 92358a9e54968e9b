import { defineCatalog } from '@strata/core';
import { addAssignees } from './add-assignees.ts';
import { addComment } from './add-comment.ts';
import { addLabels } from './add-labels.ts';
import { closeIssue } from './close-issue.ts';
import { closePr } from './close-pr.ts';
import { commentReview } from './comment-review.ts';
import { commitFiles } from './commit-files.ts';
import { compare } from './compare.ts';
import { createBranch } from './create-branch.ts';
import { createCheckRun } from './create-check-run.ts';
import { createIssue } from './create-issue.ts';
import { createLabel } from './create-label.ts';
import { createPr } from './create-pr.ts';
import { createStatus } from './create-status.ts';
import { deleteBranch } from './delete-branch.ts';
import { deleteComment } from './delete-comment.ts';
import { deleteFile } from './delete-file.ts';
import { deleteLabel } from './delete-label.ts';
import { dismissCodeScanningAlert } from './dismiss-code-scanning-alert.ts';
import { dismissDependabotAlert } from './dismiss-dependabot-alert.ts';
import { dismissReview } from './dismiss-review.ts';
import { getBranch } from './get-branch.ts';
import { getFile } from './get-file.ts';
import { getIssue } from './get-issue.ts';
import { getPr } from './get-pr.ts';
import { getRepo } from './get-repo.ts';
import { listBranches } from './list-branches.ts';
import { listCheckRuns } from './list-check-runs.ts';
import { listCodeScanningAlerts } from './list-code-scanning-alerts.ts';
import { listComments } from './list-comments.ts';
import { listCommits } from './list-commits.ts';
import { listDependabotAlerts } from './list-dependabot-alerts.ts';
import { listIssues } from './list-issues.ts';
import { listLabels } from './list-labels.ts';
import { listPrs } from './list-prs.ts';
import { listReviews } from './list-reviews.ts';
import { listStatuses } from './list-statuses.ts';
import { mergePr } from './merge-pr.ts';
import { removeAssignees } from './remove-assignees.ts';
import { removeLabels } from './remove-labels.ts';
import { removeReviewers } from './remove-reviewers.ts';
import { reopenCodeScanningAlert } from './reopen-code-scanning-alert.ts';
import { reopenDependabotAlert } from './reopen-dependabot-alert.ts';
import { reopenIssue } from './reopen-issue.ts';
import { reopenPr } from './reopen-pr.ts';
import { requestReviewers } from './request-reviewers.ts';
import { resetBranch } from './reset-branch.ts';
import { submitReview } from './submit-review.ts';
import { updateCheckRun } from './update-check-run.ts';
import { updateFile } from './update-file.ts';
import { updateIssue } from './update-issue.ts';
import { updatePr } from './update-pr.ts';
import { waitForChecks } from './wait-for-checks.ts';

const operations = {
  add_assignees: addAssignees,
  add_comment: addComment,
  add_labels: addLabels,
  close_issue: closeIssue,
  close_pr: closePr,
  comment_review: commentReview,
  commit_files: commitFiles,
  compare: compare,
  create_branch: createBranch,
  create_check_run: createCheckRun,
  create_issue: createIssue,
  create_label: createLabel,
  create_pr: createPr,
  create_status: createStatus,
  delete_branch: deleteBranch,
  delete_comment: deleteComment,
  delete_file: deleteFile,
  delete_label: deleteLabel,
  dismiss_code_scanning_alert: dismissCodeScanningAlert,
  dismiss_dependabot_alert: dismissDependabotAlert,
  dismiss_review: dismissReview,
  get_branch: getBranch,
  get_file: getFile,
  get_issue: getIssue,
  get_pr: getPr,
  get_repo: getRepo,
  list_branches: listBranches,
  list_check_runs: listCheckRuns,
  list_code_scanning_alerts: listCodeScanningAlerts,
  list_comments: listComments,
  list_commits: listCommits,
  list_dependabot_alerts: listDependabotAlerts,
  list_issues: listIssues,
  list_labels: listLabels,
  list_prs: listPrs,
  list_reviews: listReviews,
  list_statuses: listStatuses,
  merge_pr: mergePr,
  remove_assignees: removeAssignees,
  remove_labels: removeLabels,
  remove_reviewers: removeReviewers,
  reopen_code_scanning_alert: reopenCodeScanningAlert,
  reopen_dependabot_alert: reopenDependabotAlert,
  reopen_issue: reopenIssue,
  reopen_pr: reopenPr,
  request_reviewers: requestReviewers,
  reset_branch: resetBranch,
  submit_review: submitReview,
  update_check_run: updateCheckRun,
  update_file: updateFile,
  update_issue: updateIssue,
  update_pr: updatePr,
  wait_for_checks: waitForChecks,
};

/** GitHub's operations by name. */
export interface GitHubOperations extends Readonly<typeof operations> {}

/** The catalog of GitHub's operations. */
export const githubCatalog = defineCatalog('github', operations);
