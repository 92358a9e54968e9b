import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { commitStatus, readStatus, statusState, statusesOf } from './commit-status.ts';
import { commitSha } from '../repository/git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { orFound } from '../client/lost-answer.ts';
import { isSameName } from '../issues/name-set.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** GitHub keeps every status. What a context said before counts again; where it had said nothing, nobody may read a success. */
const withdrawn = { state: 'error', description: 'Taken back: what reported this has failed.' } as const;

const told = commitStatus.pick({ state: true, description: true, targetUrl: true });

/**
 * Reports a status of a commit. It replaces what its context has said before. A status bears no mark that nobody sees,
 * so one that says the same already is left as it is. GitHub deletes none: undoing reports again what was said before,
 * and `error` where nothing was.
 *
 * The limits are GitHub's ("REST API endpoints for commit statuses").
 */
export const createStatus = defineOperation({
  name: 'create_status',
  summary: 'Report a status of a commit.',
  effect: 'write',
  idempotent: true,
  input: z.object({
    repo: repository,
    sha: commitSha.describe('The commit.'),
    state: statusState.describe('What there is to report.'),
    context: z.string().trim().min(1).default('default').describe('What reports it: `ci/build`.'),
    description: z.string().max(140).default('').describe('What there is to say, in at most 140 characters.'),
    targetUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Where the details are.'),
    expected: told
      .optional()
      .describe('Report only when this is what its context says now; otherwise leave it at that.'),
  }),
  output: commitStatus.extend({
    changed: z.boolean().describe('False when its context said the same already.'),
    previous: told.nullable().describe('What its context said before; null when it had said nothing.'),
  }),
  undo: {
    operation: 'create_status',
    // What was reported since counts.
    request: ({ repo, sha, context }, { changed, previous, ...now }) => {
      if (!changed) return undefined;
      const about = { repo, sha, context, expected: told.parse(now) };
      if (previous === null) return { ...about, ...withdrawn };
      const { state, description, targetUrl } = previous;
      return { ...about, state, description, ...(targetUrl === null ? {} : { targetUrl }) };
    },
  },
  tags: (input) => [input.repo],
});

/** Performs `create_status`. */
export const handleCreateStatus =
  (github: GitHubClient): Handler<typeof createStatus> =>
  async ({ repo, sha, state, context, description, targetUrl, expected }, ctx) => {
    const look = async () => {
      const { items: statuses } = await statusesOf(github, ctx, { repo, ref: sha, maxResults: 1000 });
      return statuses.find((it) => isSameName(it.context, context));
    };
    const wanted = { state, description, targetUrl: targetUrl ?? null };
    const says = (status: Awaited<ReturnType<typeof look>>, what: z.output<typeof told> = wanted): boolean =>
      status?.state === what.state && status.description === what.description && status.targetUrl === what.targetUrl;
    const { before, now } = await ctx.beforeAndNow(look);
    const previous = before === undefined ? null : told.parse(before);
    const isOtherwise = expected !== undefined && !says(before, expected);
    if (now !== undefined && (says(now) || isOtherwise))
      return { ...now, changed: !says(before) && !isOtherwise, previous };
    const report = () =>
      github.change(
        ctx,
        `a status of commit '${sha}' in ${repo}`,
        (request) =>
          github.rest.repos.createCommitStatus({
            ...coordinatesOf(repo),
            sha,
            state,
            context,
            description,
            ...(targetUrl === undefined ? {} : { target_url: targetUrl }),
            request,
          }),
        readStatus,
      );
    const lookForIt = async () => {
      const found = await look();
      return says(found) ? found : undefined;
    };
    return { ...(await orFound(report, lookForIt)), changed: true, previous };
  };
