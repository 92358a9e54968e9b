import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { changedFile, readChangedFile } from './changed-file.ts';
import { commit, readCommit } from './commit.ts';
import { enclosedList } from '../client/enclosed-list.ts';
import { branchOrSha, commitSha } from './git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { listItems } from '../client/paging.ts';
import { coordinatesOf, repository } from './repository.ts';
import { webAddress } from '../client/web-address.ts';

/** GitHub shows no more files of a comparison ("Compare two commits"), and says nothing of the others. */
const mostFiles = 300;

const comparison = z.object({
  status: z.enum(['identical', 'ahead', 'behind', 'diverged']).describe('How the head stands to the base.'),
  aheadBy: z.int().describe('How many commits the head has that the base has not.'),
  behindBy: z.int().describe('How many commits the base has that the head has not.'),
  mergeBase: commitSha.describe('Where their histories part.'),
  files: z.array(changedFile).describe('What the head has changed since their histories parted.'),
  url: webAddress,
});

/** What GitHub answers about a comparison, as far as it is read here. */
interface GitHubComparison {
  readonly status: z.input<typeof comparison>['status'];
  readonly ahead_by: number;
  readonly behind_by: number;
  readonly total_commits: number;
  readonly merge_base_commit: { readonly sha: string };
  readonly files?: readonly Parameters<typeof readChangedFile>[0][] | undefined;
  readonly html_url: string;
}

const readComparison = (answer: GitHubComparison, withPatches: boolean) => ({
  status: answer.status,
  aheadBy: answer.ahead_by,
  behindBy: answer.behind_by,
  mergeBase: answer.merge_base_commit.sha,
  files: (answer.files ?? []).map((file) => readChangedFile(file, withPatches)),
  url: answer.html_url,
  totalCommits: answer.total_commits,
});

/** Compares two branches or commits, from where their histories part. */
export const compare = defineOperation({
  name: 'compare',
  summary: 'Compare two branches or commits: the commits and files by which the head is ahead.',
  effect: 'read',
  input: z.object({
    repo: repository,
    base: branchOrSha.describe('What to compare with: a branch or commit.'),
    head: branchOrSha.describe('What to compare: a branch or commit.'),
    maxCommits: z.int().min(1).max(1000).default(250).describe('How many commits to give at most.'),
    withPatches: z.boolean().default(false).describe('Whether to give the difference of each file.'),
  }),
  output: comparison.extend({
    commits: z.array(commit).describe("The head's own commits, oldest first."),
    complete: z.boolean().describe('False when there are more commits or files than are given.'),
  }),
  tags: (input) => [input.repo],
});

/** Performs `compare`. */
export const handleCompare =
  (github: GitHubClient): Handler<typeof compare> =>
  async ({ repo, base, head, maxCommits, withPatches }, ctx) => {
    let first: ReturnType<typeof readComparison> | undefined;
    const commits = await listItems(github, ctx, {
      about: `'${base}' or '${head}' in ${repo}`,
      maxResults: maxCommits,
      call: async (page, request) =>
        enclosedList(
          await github.rest.repos.compareCommitsWithBasehead({
            ...coordinatesOf(repo),
            basehead: `${base}...${head}`,
            ...page,
            request,
          }),
          (data) => {
            // Only the first page has the files.
            first ??= readComparison(data, withPatches);
            return data.commits;
          },
        ),
      read: readCommit,
    });
    if (first === undefined) throw new TypeError('a list was read of which no page came');
    const { totalCommits, ...shown } = first;
    return { ...shown, commits, complete: commits.length === totalCommits && shown.files.length < mostFiles };
  };
