import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { type Check, check, checksOf, isMoreToCome } from './checks-of-commit.ts';
import { branchOrSha, commitSha } from '../repository/git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { isSameName } from '../issues/name-set.ts';
import { waitPatiently } from '../client/patient-wait.ts';
import { repository } from '../repository/repository.ts';

/**
 * Waits until all check runs and statuses of a commit have ended, and tells each change on the way. A check that fails
 * ends the wait at once: that is an answer, not a failure of this operation. A branch that moves meanwhile is not
 * followed. Ends `pending` when the time is up, or when no further look can be made before that, or before the context's
 * deadline. That GitHub cannot be asked for a while is nothing new, and does not end the wait; only when it could never
 * be asked is that the failure.
 */
export const waitForChecks = defineOperation({
  name: 'wait_for_checks',
  summary: 'Wait until the checks and statuses of a commit have ended.',
  effect: 'read',
  input: z.object({
    repo: repository,
    ref: branchOrSha.describe('The branch or commit.'),
    required: z
      .array(z.string().min(1))
      .default([])
      .describe('Names of check runs and contexts of statuses: only these decide, and all of them have to be there.'),
    timeoutMs: z
      .int()
      .min(0)
      .max(86_400_000)
      .default(1_800_000)
      .describe('How long to wait in all, in milliseconds; half an hour when left out.'),
    intervalMs: z
      .int()
      .min(100)
      .max(3_600_000)
      .default(15_000)
      .describe('How long between two looks, in milliseconds.'),
    graceMs: z
      .int()
      .min(0)
      .max(3_600_000)
      .default(60_000)
      .describe('How long to wait for a first check to be reported, in milliseconds, before there is none.'),
  }),
  output: z.object({
    state: z
      .enum(['success', 'failure', 'pending', 'none'])
      .describe('`pending`: the time is up; `none`: nothing is reported of this commit.'),
    sha: commitSha.describe('The commit.'),
    checks: z.array(check),
    missing: z.array(z.string()).describe('Required ones that nobody has reported.'),
  }),
  part: check,
  verdict: ({ state }) => (state === 'success' ? 'good' : 'bad'),
  // No tags: a wait that was kept would end at once, with what was so long ago.
});

type State = z.output<typeof waitForChecks.output>['state'];

/** What the checks come to; `undefined` while that is open. */
const verdictOn = (checks: readonly Check[], required: readonly string[], isGraceOver: boolean): State | undefined => {
  const deciding =
    required.length === 0 ? checks : checks.filter((it) => required.some((name) => isSameName(name, it.name)));
  if (deciding.some((it) => it.state === 'failure')) return 'failure';
  if (required.length === 0 && checks.length === 0) return isGraceOver ? 'none' : undefined;
  if (missingOf(checks, required).length > 0 || deciding.some((it) => it.state === 'pending')) return undefined;
  return 'success';
};

const missingOf = (checks: readonly Check[], required: readonly string[]): string[] =>
  required.filter((name) => !checks.some((it) => isSameName(name, it.name)));

/** Performs `wait_for_checks`. */
export const handleWaitForChecks =
  (github: GitHubClient): Handler<typeof waitForChecks> =>
  async (input, ctx) => {
    const { repo, ref, required, graceMs } = input;
    const told = new Set<string>();
    let seen: { readonly sha: string; readonly checks: Check[]; readonly missing: string[] } | undefined;
    const about = `the checks of '${ref}' in ${repo}`;
    const { answer, problem } = await waitPatiently(ctx, { ...input, about }, async (waitedMs) => {
      const { sha, checks } = await checksOf(github, ctx, repo, seen?.sha ?? ref);
      const now = { sha, checks: [...checks], missing: missingOf(checks, required) };
      seen = now;
      for (const it of checks) {
        const change = JSON.stringify(it);
        if (!told.has(change)) await ctx.tell(it);
        told.add(change);
      }
      const state = verdictOn(checks, required, waitedMs() >= graceMs);
      const mayGrow = state === 'success' && required.length === 0;
      if (state === undefined || (mayGrow && (await isMoreToCome(github, ctx, repo, sha)))) return undefined;
      return { state, ...now };
    });
    if (answer !== undefined) return answer;
    if (seen === undefined) throw problem;
    return { state: 'pending', ...seen };
  };
