import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import {
  annotations,
  annotationsForGitHub,
  checkOutput,
  checkRun,
  checkTogether,
  markReference,
  readCheckRun,
  settableConclusion,
  settableStatus,
} from './check-run.ts';
import { commitSha } from '../repository/git-names.ts';
import { foundIn } from '../client/found-in.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { listCheckRuns } from './list-check-runs.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

const created = checkRun.pick({ id: true, name: true, status: true, conclusion: true, url: true });

/**
 * Reports a check run of a commit. GitHub deletes none, so undoing ends it as cancelled. Fails with `forbidden` for a
 * user's token: GitHub takes check runs from GitHub Apps alone; `create_status` is for everybody.
 */
export const createCheckRun = defineOperation({
  name: 'create_check_run',
  summary: 'Report a check run of a commit, as a GitHub App.',
  effect: 'write',
  input: z
    .object({
      repo: repository,
      sha: commitSha.describe('The commit that is checked.'),
      name: z.string().trim().min(1).describe("The check's name."),
      status: settableStatus.optional().describe('How far it is; completed when there is a conclusion, else queued.'),
      conclusion: settableConclusion.optional().describe('How it ended.'),
      ...checkOutput,
      annotations,
      detailsUrl: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe('Where the details are.'),
    })
    .superRefine(checkTogether),
  output: created,
  undo: {
    operation: 'update_check_run',
    request: (input, output) => ({ repo: input.repo, id: output.id, conclusion: 'cancelled' as const }),
  },
  locate: {
    using: listCheckRuns,
    request: (input) => ({ repo: input.repo, ref: input.sha, name: input.name, latest: false, maxResults: 1000 }),
    pick: (found, _input, callId) => {
      const made = foundIn(
        found,
        found.checkRuns.find((it) => it.callId === callId),
      );
      return made && created.parse(made);
    },
  },
  tags: (input) => [input.repo],
});

/** Performs `create_check_run`. */
export const handleCreateCheckRun =
  (github: GitHubClient): Handler<typeof createCheckRun> =>
  ({ repo, sha, name, status, conclusion, title, summary, text, annotations: remarks, detailsUrl }, ctx) => {
    const output = {
      title: title ?? '',
      summary: summary ?? '',
      ...(text === undefined ? {} : { text }),
      annotations: annotationsForGitHub(remarks),
    };
    // GitHub's types tell a completed run, which has a conclusion, from one that goes on.
    const progress =
      conclusion === undefined
        ? { status: status === 'in_progress' ? status : ('queued' as const) }
        : { status: 'completed' as const, conclusion };
    return github.change(
      ctx,
      `check run '${name}' of commit '${sha}' in ${repo}`,
      (request) =>
        github.rest.checks.create({
          ...coordinatesOf(repo),
          head_sha: sha,
          name,
          ...progress,
          ...(title === undefined ? {} : { output }),
          ...(detailsUrl === undefined ? {} : { details_url: detailsUrl }),
          ...markReference(ctx.callId),
          request,
        }),
      readCheckRun,
    );
  };
