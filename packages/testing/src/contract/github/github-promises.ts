import type { GitHubOperations } from '@strata/l4-wrappers/github';
import type { Contract } from '../contract.ts';
import type { GitHubWorld } from './github-world.ts';
import { githubCodeScanning, githubDependabot } from './alert-writes.ts';
import { githubReleases, githubTags } from './release-writes.ts';
import { githubRuns, githubWorkflows } from './run-writes.ts';
import { githubTrees } from './tree-reads.ts';
import { githubLabels, githubUpdates } from './label-writes.ts';
import { githubPeopleWrites, githubReviews } from './people-writes.ts';
import { githubComparison, githubReports } from './report-writes.ts';
import { githubIssueWrites, githubPullWrites } from './item-writes.ts';
import { githubItemReads, githubTreeReads } from './reads.ts';
import { githubTreeWrites } from './tree-writes.ts';

/** What GitHub promises, for the fake and for the real one. */
export const githubPromises: Contract<GitHubOperations, GitHubWorld> = {
  ...githubTreeReads,
  ...githubItemReads,
  ...githubTreeWrites,
  ...githubIssueWrites,
  ...githubPullWrites,
  ...githubPeopleWrites,
  ...githubReviews,
  ...githubLabels,
  ...githubUpdates,
  ...githubReports,
  ...githubComparison,
  ...githubDependabot,
  ...githubCodeScanning,
  ...githubReleases,
  ...githubTags,
  ...githubWorkflows,
  ...githubRuns,
  ...githubTrees,
};
