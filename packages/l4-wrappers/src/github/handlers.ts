import type { Handlers } from '@strata/core';
import { handleAddAssignees } from './issues/add-assignees.ts';
import { handleAddComment } from './issues/add-comment.ts';
import { handleAddLabels } from './issues/add-labels.ts';
import type { GitHubOperations } from './catalog.ts';
import { handleCloseIssue } from './issues/close-issue.ts';
import { handleClosePr } from './pull-requests/close-pr.ts';
import { handleCommentReview } from './pull-requests/comment-review.ts';
import { handleCommitFiles } from './repository/commit-files.ts';
import { handleCompare } from './repository/compare.ts';
import { handleCreateBranch } from './repository/create-branch.ts';
import { handleCreateCheckRun } from './checks/create-check-run.ts';
import { handleCreateIssue } from './issues/create-issue.ts';
import { handleCreateLabel } from './issues/create-label.ts';
import { handleCreatePr } from './pull-requests/create-pr.ts';
import { handleCreateStatus } from './checks/create-status.ts';
import { handleDeleteBranch } from './repository/delete-branch.ts';
import { handleDeleteComment } from './issues/delete-comment.ts';
import { handleDeleteFile } from './repository/delete-file.ts';
import { handleDeleteLabel } from './issues/delete-label.ts';
import { handleDismissCodeScanningAlert } from './alerts/dismiss-code-scanning-alert.ts';
import { handleDismissDependabotAlert } from './alerts/dismiss-dependabot-alert.ts';
import { handleDismissReview } from './pull-requests/dismiss-review.ts';
import { handleGetBranch } from './repository/get-branch.ts';
import { handleGetFile } from './repository/get-file.ts';
import { handleGetIssue } from './issues/get-issue.ts';
import { handleGetPr } from './pull-requests/get-pr.ts';
import { handleGetRepo } from './repository/get-repo.ts';
import { handleCancelWorkflowRun } from './actions/cancel-workflow-run.ts';
import { handleCreateRelease } from './releases/create-release.ts';
import { handleCreateTag } from './repository/create-tag.ts';
import { handleDeleteRelease } from './releases/delete-release.ts';
import { handleDeleteTag } from './repository/delete-tag.ts';
import { handleDispatchWorkflow } from './actions/dispatch-workflow.ts';
import { handleGetCommit } from './repository/get-commit.ts';
import { handleGetJobLogs } from './actions/get-job-logs.ts';
import { handleGetRelease } from './releases/get-release.ts';
import { handleGetRunJobs } from './actions/get-run-jobs.ts';
import { handleGetTree } from './repository/get-tree.ts';
import { handleGetWorkflowRun } from './actions/get-workflow-run.ts';
import { handleListPrFiles } from './pull-requests/list-pr-files.ts';
import { handleListReleases } from './releases/list-releases.ts';
import { handleListTags } from './repository/list-tags.ts';
import { handleListWorkflowRuns } from './actions/list-workflow-runs.ts';
import { handleListWorkflows } from './actions/list-workflows.ts';
import { handleRerunWorkflowRun } from './actions/rerun-workflow-run.ts';
import { handleSearchIssues } from './issues/search-issues.ts';
import { handleWaitForRun } from './actions/wait-for-run.ts';
import type { GitHubClient } from './client/github-client.ts';
import { handleListBranches } from './repository/list-branches.ts';
import { handleListCheckRuns } from './checks/list-check-runs.ts';
import { handleListCodeScanningAlerts } from './alerts/list-code-scanning-alerts.ts';
import { handleListComments } from './issues/list-comments.ts';
import { handleListCommits } from './repository/list-commits.ts';
import { handleListDependabotAlerts } from './alerts/list-dependabot-alerts.ts';
import { handleListIssues } from './issues/list-issues.ts';
import { handleListLabels } from './issues/list-labels.ts';
import { handleListPrs } from './pull-requests/list-prs.ts';
import { handleListReviews } from './pull-requests/list-reviews.ts';
import { handleListStatuses } from './checks/list-statuses.ts';
import { handleMergePr } from './pull-requests/merge-pr.ts';
import { handleRemoveAssignees } from './issues/remove-assignees.ts';
import { handleRemoveLabels } from './issues/remove-labels.ts';
import { handleRemoveReviewers } from './pull-requests/remove-reviewers.ts';
import { handleReopenCodeScanningAlert } from './alerts/reopen-code-scanning-alert.ts';
import { handleReopenDependabotAlert } from './alerts/reopen-dependabot-alert.ts';
import { handleReopenIssue } from './issues/reopen-issue.ts';
import { handleReopenPr } from './pull-requests/reopen-pr.ts';
import { handleRequestReviewers } from './pull-requests/request-reviewers.ts';
import { handleResetBranch } from './repository/reset-branch.ts';
import { handleSubmitReview } from './pull-requests/submit-review.ts';
import { handleUpdateCheckRun } from './checks/update-check-run.ts';
import { handleUpdateFile } from './repository/update-file.ts';
import { handleUpdateIssue } from './issues/update-issue.ts';
import { handleUpdatePr } from './pull-requests/update-pr.ts';
import { handleWaitForChecks } from './checks/wait-for-checks.ts';

const createReads = (github: GitHubClient) => ({
  compare: handleCompare(github),
  get_branch: handleGetBranch(github),
  get_commit: handleGetCommit(github),
  get_file: handleGetFile(github),
  get_issue: handleGetIssue(github),
  get_job_logs: handleGetJobLogs(github),
  get_pr: handleGetPr(github),
  get_release: handleGetRelease(github),
  get_repo: handleGetRepo(github),
  get_run_jobs: handleGetRunJobs(github),
  get_tree: handleGetTree(github),
  get_workflow_run: handleGetWorkflowRun(github),
  list_branches: handleListBranches(github),
  list_check_runs: handleListCheckRuns(github),
  list_code_scanning_alerts: handleListCodeScanningAlerts(github),
  list_comments: handleListComments(github),
  list_commits: handleListCommits(github),
  list_dependabot_alerts: handleListDependabotAlerts(github),
  list_issues: handleListIssues(github),
  list_labels: handleListLabels(github),
  list_pr_files: handleListPrFiles(github),
  list_prs: handleListPrs(github),
  list_releases: handleListReleases(github),
  list_reviews: handleListReviews(github),
  list_statuses: handleListStatuses(github),
  list_tags: handleListTags(github),
  list_workflow_runs: handleListWorkflowRuns(github),
  list_workflows: handleListWorkflows(github),
  search_issues: handleSearchIssues(github),
  wait_for_checks: handleWaitForChecks(github),
  wait_for_run: handleWaitForRun(github),
});

const createWrites = (github: GitHubClient) => ({
  add_assignees: handleAddAssignees(github),
  add_comment: handleAddComment(github),
  add_labels: handleAddLabels(github),
  cancel_workflow_run: handleCancelWorkflowRun(github),
  close_issue: handleCloseIssue(github),
  close_pr: handleClosePr(github),
  comment_review: handleCommentReview(github),
  commit_files: handleCommitFiles(github),
  create_branch: handleCreateBranch(github),
  create_check_run: handleCreateCheckRun(github),
  create_issue: handleCreateIssue(github),
  create_label: handleCreateLabel(github),
  create_pr: handleCreatePr(github),
  create_release: handleCreateRelease(github),
  create_status: handleCreateStatus(github),
  create_tag: handleCreateTag(github),
  delete_branch: handleDeleteBranch(github),
  delete_comment: handleDeleteComment(github),
  delete_file: handleDeleteFile(github),
  delete_label: handleDeleteLabel(github),
  delete_release: handleDeleteRelease(github),
  delete_tag: handleDeleteTag(github),
  dismiss_code_scanning_alert: handleDismissCodeScanningAlert(github),
  dismiss_dependabot_alert: handleDismissDependabotAlert(github),
  dismiss_review: handleDismissReview(github),
  dispatch_workflow: handleDispatchWorkflow(github),
  merge_pr: handleMergePr(github),
  remove_assignees: handleRemoveAssignees(github),
  remove_labels: handleRemoveLabels(github),
  remove_reviewers: handleRemoveReviewers(github),
  reopen_code_scanning_alert: handleReopenCodeScanningAlert(github),
  reopen_dependabot_alert: handleReopenDependabotAlert(github),
  reopen_issue: handleReopenIssue(github),
  reopen_pr: handleReopenPr(github),
  request_reviewers: handleRequestReviewers(github),
  rerun_workflow_run: handleRerunWorkflowRun(github),
  reset_branch: handleResetBranch(github),
  submit_review: handleSubmitReview(github),
  update_check_run: handleUpdateCheckRun(github),
  update_file: handleUpdateFile(github),
  update_issue: handleUpdateIssue(github),
  update_pr: handleUpdatePr(github),
});

/** A handler for each operation of the catalog. */
export const createHandlers = (github: GitHubClient): Handlers<GitHubOperations> => ({
  ...createReads(github),
  ...createWrites(github),
});
