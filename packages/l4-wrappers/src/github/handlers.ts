import type { Handlers } from '@strata/core';
import { handleAddAssignees } from './add-assignees.ts';
import { handleAddComment } from './add-comment.ts';
import { handleAddLabels } from './add-labels.ts';
import type { GitHubOperations } from './catalog.ts';
import { handleCloseIssue } from './close-issue.ts';
import { handleClosePr } from './close-pr.ts';
import { handleCommentReview } from './comment-review.ts';
import { handleCommitFiles } from './commit-files.ts';
import { handleCompare } from './compare.ts';
import { handleCreateBranch } from './create-branch.ts';
import { handleCreateCheckRun } from './create-check-run.ts';
import { handleCreateIssue } from './create-issue.ts';
import { handleCreateLabel } from './create-label.ts';
import { handleCreatePr } from './create-pr.ts';
import { handleCreateStatus } from './create-status.ts';
import { handleDeleteBranch } from './delete-branch.ts';
import { handleDeleteComment } from './delete-comment.ts';
import { handleDeleteFile } from './delete-file.ts';
import { handleDeleteLabel } from './delete-label.ts';
import { handleDismissCodeScanningAlert } from './dismiss-code-scanning-alert.ts';
import { handleDismissDependabotAlert } from './dismiss-dependabot-alert.ts';
import { handleDismissReview } from './dismiss-review.ts';
import { handleGetBranch } from './get-branch.ts';
import { handleGetFile } from './get-file.ts';
import { handleGetIssue } from './get-issue.ts';
import { handleGetPr } from './get-pr.ts';
import { handleGetRepo } from './get-repo.ts';
import { handleCancelWorkflowRun } from './cancel-workflow-run.ts';
import { handleCreateRelease } from './create-release.ts';
import { handleCreateTag } from './create-tag.ts';
import { handleDeleteRelease } from './delete-release.ts';
import { handleDeleteTag } from './delete-tag.ts';
import { handleDispatchWorkflow } from './dispatch-workflow.ts';
import { handleGetCommit } from './get-commit.ts';
import { handleGetJobLogs } from './get-job-logs.ts';
import { handleGetRelease } from './get-release.ts';
import { handleGetRunJobs } from './get-run-jobs.ts';
import { handleGetTree } from './get-tree.ts';
import { handleGetWorkflowRun } from './get-workflow-run.ts';
import { handleListPrFiles } from './list-pr-files.ts';
import { handleListReleases } from './list-releases.ts';
import { handleListTags } from './list-tags.ts';
import { handleListWorkflowRuns } from './list-workflow-runs.ts';
import { handleListWorkflows } from './list-workflows.ts';
import { handleRerunWorkflowRun } from './rerun-workflow-run.ts';
import { handleSearchIssues } from './search-issues.ts';
import { handleWaitForRun } from './wait-for-run.ts';
import type { GitHubClient } from './github-client.ts';
import { handleListBranches } from './list-branches.ts';
import { handleListCheckRuns } from './list-check-runs.ts';
import { handleListCodeScanningAlerts } from './list-code-scanning-alerts.ts';
import { handleListComments } from './list-comments.ts';
import { handleListCommits } from './list-commits.ts';
import { handleListDependabotAlerts } from './list-dependabot-alerts.ts';
import { handleListIssues } from './list-issues.ts';
import { handleListLabels } from './list-labels.ts';
import { handleListPrs } from './list-prs.ts';
import { handleListReviews } from './list-reviews.ts';
import { handleListStatuses } from './list-statuses.ts';
import { handleMergePr } from './merge-pr.ts';
import { handleRemoveAssignees } from './remove-assignees.ts';
import { handleRemoveLabels } from './remove-labels.ts';
import { handleRemoveReviewers } from './remove-reviewers.ts';
import { handleReopenCodeScanningAlert } from './reopen-code-scanning-alert.ts';
import { handleReopenDependabotAlert } from './reopen-dependabot-alert.ts';
import { handleReopenIssue } from './reopen-issue.ts';
import { handleReopenPr } from './reopen-pr.ts';
import { handleRequestReviewers } from './request-reviewers.ts';
import { handleResetBranch } from './reset-branch.ts';
import { handleSubmitReview } from './submit-review.ts';
import { handleUpdateCheckRun } from './update-check-run.ts';
import { handleUpdateFile } from './update-file.ts';
import { handleUpdateIssue } from './update-issue.ts';
import { handleUpdatePr } from './update-pr.ts';
import { handleWaitForChecks } from './wait-for-checks.ts';

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
