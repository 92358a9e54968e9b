import { defineCatalog } from '@strata/core';
import { addAssignees } from './add-assignees.ts';
import { addComment } from './add-comment.ts';
import { addLabels } from './add-labels.ts';
import { cancelWorkflowRun } from './cancel-workflow-run.ts';
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
import { createRelease } from './create-release.ts';
import { createStatus } from './create-status.ts';
import { createTag } from './create-tag.ts';
import { deleteBranch } from './delete-branch.ts';
import { deleteComment } from './delete-comment.ts';
import { deleteFile } from './delete-file.ts';
import { deleteLabel } from './delete-label.ts';
import { deleteRelease } from './delete-release.ts';
import { deleteTag } from './delete-tag.ts';
import { dismissCodeScanningAlert } from './dismiss-code-scanning-alert.ts';
import { dismissDependabotAlert } from './dismiss-dependabot-alert.ts';
import { dismissReview } from './dismiss-review.ts';
import { dispatchWorkflow } from './dispatch-workflow.ts';
import { getBranch } from './get-branch.ts';
import { getCommit } from './get-commit.ts';
import { getFile } from './get-file.ts';
import { getIssue } from './get-issue.ts';
import { getJobLogs } from './get-job-logs.ts';
import { getPr } from './get-pr.ts';
import { getRelease } from './get-release.ts';
import { getRepo } from './get-repo.ts';
import { getRunJobs } from './get-run-jobs.ts';
import { getTree } from './get-tree.ts';
import { getWorkflowRun } from './get-workflow-run.ts';
import { listBranches } from './list-branches.ts';
import { listCheckRuns } from './list-check-runs.ts';
import { listCodeScanningAlerts } from './list-code-scanning-alerts.ts';
import { listComments } from './list-comments.ts';
import { listCommits } from './list-commits.ts';
import { listDependabotAlerts } from './list-dependabot-alerts.ts';
import { listIssues } from './list-issues.ts';
import { listLabels } from './list-labels.ts';
import { listPrFiles } from './list-pr-files.ts';
import { listPrs } from './list-prs.ts';
import { listReleases } from './list-releases.ts';
import { listReviews } from './list-reviews.ts';
import { listStatuses } from './list-statuses.ts';
import { listTags } from './list-tags.ts';
import { listWorkflowRuns } from './list-workflow-runs.ts';
import { listWorkflows } from './list-workflows.ts';
import { mergePr } from './merge-pr.ts';
import { removeAssignees } from './remove-assignees.ts';
import { removeLabels } from './remove-labels.ts';
import { removeReviewers } from './remove-reviewers.ts';
import { reopenCodeScanningAlert } from './reopen-code-scanning-alert.ts';
import { reopenDependabotAlert } from './reopen-dependabot-alert.ts';
import { reopenIssue } from './reopen-issue.ts';
import { reopenPr } from './reopen-pr.ts';
import { requestReviewers } from './request-reviewers.ts';
import { rerunWorkflowRun } from './rerun-workflow-run.ts';
import { resetBranch } from './reset-branch.ts';
import { searchIssues } from './search-issues.ts';
import { submitReview } from './submit-review.ts';
import { updateCheckRun } from './update-check-run.ts';
import { updateFile } from './update-file.ts';
import { updateIssue } from './update-issue.ts';
import { updatePr } from './update-pr.ts';
import { waitForChecks } from './wait-for-checks.ts';
import { waitForRun } from './wait-for-run.ts';

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
