import { defineCatalog } from '@strata/core';
import { addAssignees } from './issues/add-assignees.ts';
import { addComment } from './issues/add-comment.ts';
import { addLabels } from './issues/add-labels.ts';
import { cancelWorkflowRun } from './actions/cancel-workflow-run.ts';
import { closeIssue } from './issues/close-issue.ts';
import { closePr } from './pull-requests/close-pr.ts';
import { commentReview } from './pull-requests/comment-review.ts';
import { commitFiles } from './repository/commit-files.ts';
import { compare } from './repository/compare.ts';
import { createBranch } from './repository/create-branch.ts';
import { createCheckRun } from './checks/create-check-run.ts';
import { createIssue } from './issues/create-issue.ts';
import { createLabel } from './issues/create-label.ts';
import { createPr } from './pull-requests/create-pr.ts';
import { createRelease } from './releases/create-release.ts';
import { createStatus } from './checks/create-status.ts';
import { createTag } from './repository/create-tag.ts';
import { deleteBranch } from './repository/delete-branch.ts';
import { deleteComment } from './issues/delete-comment.ts';
import { deleteFile } from './repository/delete-file.ts';
import { deleteLabel } from './issues/delete-label.ts';
import { deleteRelease } from './releases/delete-release.ts';
import { deleteTag } from './repository/delete-tag.ts';
import { dismissCodeScanningAlert } from './alerts/dismiss-code-scanning-alert.ts';
import { dismissDependabotAlert } from './alerts/dismiss-dependabot-alert.ts';
import { dismissReview } from './pull-requests/dismiss-review.ts';
import { dispatchWorkflow } from './actions/dispatch-workflow.ts';
import { getBranch } from './repository/get-branch.ts';
import { getCommit } from './repository/get-commit.ts';
import { getFile } from './repository/get-file.ts';
import { getIssue } from './issues/get-issue.ts';
import { getJobLogs } from './actions/get-job-logs.ts';
import { getPr } from './pull-requests/get-pr.ts';
import { getRelease } from './releases/get-release.ts';
import { getRepo } from './repository/get-repo.ts';
import { getRunJobs } from './actions/get-run-jobs.ts';
import { getTree } from './repository/get-tree.ts';
import { getWorkflowRun } from './actions/get-workflow-run.ts';
import { listBranches } from './repository/list-branches.ts';
import { listCheckRuns } from './checks/list-check-runs.ts';
import { listCodeScanningAlerts } from './alerts/list-code-scanning-alerts.ts';
import { listComments } from './issues/list-comments.ts';
import { listCommits } from './repository/list-commits.ts';
import { listDependabotAlerts } from './alerts/list-dependabot-alerts.ts';
import { listIssues } from './issues/list-issues.ts';
import { listLabels } from './issues/list-labels.ts';
import { listPrFiles } from './pull-requests/list-pr-files.ts';
import { listPrs } from './pull-requests/list-prs.ts';
import { listReleases } from './releases/list-releases.ts';
import { listReviews } from './pull-requests/list-reviews.ts';
import { listStatuses } from './checks/list-statuses.ts';
import { listTags } from './repository/list-tags.ts';
import { listWorkflowRuns } from './actions/list-workflow-runs.ts';
import { listWorkflows } from './actions/list-workflows.ts';
import { mergePr } from './pull-requests/merge-pr.ts';
import { removeAssignees } from './issues/remove-assignees.ts';
import { removeLabels } from './issues/remove-labels.ts';
import { removeReviewers } from './pull-requests/remove-reviewers.ts';
import { reopenCodeScanningAlert } from './alerts/reopen-code-scanning-alert.ts';
import { reopenDependabotAlert } from './alerts/reopen-dependabot-alert.ts';
import { reopenIssue } from './issues/reopen-issue.ts';
import { reopenPr } from './pull-requests/reopen-pr.ts';
import { requestReviewers } from './pull-requests/request-reviewers.ts';
import { rerunWorkflowRun } from './actions/rerun-workflow-run.ts';
import { resetBranch } from './repository/reset-branch.ts';
import { searchIssues } from './issues/search-issues.ts';
import { submitReview } from './pull-requests/submit-review.ts';
import { updateCheckRun } from './checks/update-check-run.ts';
import { updateFile } from './repository/update-file.ts';
import { updateIssue } from './issues/update-issue.ts';
import { updatePr } from './pull-requests/update-pr.ts';
import { waitForChecks } from './checks/wait-for-checks.ts';
import { waitForRun } from './actions/wait-for-run.ts';

const operations = {
  add_assignees: addAssignees,
  add_comment: addComment,
  add_labels: addLabels,
  cancel_workflow_run: cancelWorkflowRun,
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
  create_release: createRelease,
  create_status: createStatus,
  create_tag: createTag,
  delete_branch: deleteBranch,
  delete_comment: deleteComment,
  delete_file: deleteFile,
  delete_label: deleteLabel,
  delete_release: deleteRelease,
  delete_tag: deleteTag,
  dismiss_code_scanning_alert: dismissCodeScanningAlert,
  dismiss_dependabot_alert: dismissDependabotAlert,
  dismiss_review: dismissReview,
  dispatch_workflow: dispatchWorkflow,
  get_branch: getBranch,
  get_commit: getCommit,
  get_file: getFile,
  get_issue: getIssue,
  get_job_logs: getJobLogs,
  get_pr: getPr,
  get_release: getRelease,
  get_repo: getRepo,
  get_run_jobs: getRunJobs,
  get_tree: getTree,
  get_workflow_run: getWorkflowRun,
  list_branches: listBranches,
  list_check_runs: listCheckRuns,
  list_code_scanning_alerts: listCodeScanningAlerts,
  list_comments: listComments,
  list_commits: listCommits,
  list_dependabot_alerts: listDependabotAlerts,
  list_issues: listIssues,
  list_labels: listLabels,
  list_pr_files: listPrFiles,
  list_prs: listPrs,
  list_releases: listReleases,
  list_reviews: listReviews,
  list_statuses: listStatuses,
  list_tags: listTags,
  list_workflow_runs: listWorkflowRuns,
  list_workflows: listWorkflows,
  merge_pr: mergePr,
  remove_assignees: removeAssignees,
  remove_labels: removeLabels,
  remove_reviewers: removeReviewers,
  reopen_code_scanning_alert: reopenCodeScanningAlert,
  reopen_dependabot_alert: reopenDependabotAlert,
  reopen_issue: reopenIssue,
  reopen_pr: reopenPr,
  request_reviewers: requestReviewers,
  rerun_workflow_run: rerunWorkflowRun,
  reset_branch: resetBranch,
  search_issues: searchIssues,
  submit_review: submitReview,
  update_check_run: updateCheckRun,
  update_file: updateFile,
  update_issue: updateIssue,
  update_pr: updatePr,
  wait_for_checks: waitForChecks,
  wait_for_run: waitForRun,
};

/** GitHub's operations by name. */
export interface GitHubOperations extends Readonly<typeof operations> {}

/** The catalog of GitHub's operations. */
export const githubCatalog = defineCatalog('github', operations);
