import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { alertNumber, changeAlert } from './alert-state.ts';
import {
  aboutDependabotAlert,
  dependabotAlert,
  dependabotAlertOf,
  dependabotReason,
  readDependabotAlert,
} from './dependabot-alert.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Opens a dismissed Dependabot alert again. One that is open is left as it is. Fails with `conflict` when it is fixed. */
export const reopenDependabotAlert = defineOperation({
  name: 'reopen_dependabot_alert',
  summary: 'Open a dismissed Dependabot alert again.',
  effect: 'write',
  idempotent: true,
  input: z.object({ repo: repository, number: alertNumber }),
  output: dependabotAlert.pick({ number: true, state: true, url: true }).extend({
    changed: z.boolean().describe('False when it was open already.'),
    reason: dependabotReason.nullable().describe('Why it was dismissed; null when a rule did it.'),
    comment: z.string().nullable().describe('What was said about that.'),
  }),
  undo: {
    operation: 'dismiss_dependabot_alert',
    request: ({ repo, number }, { changed, reason, comment }) => {
      if (!changed) return undefined;
      // A rule gives none of the reasons that a person has to choose from.
      const given = { reason: reason ?? ('tolerable_risk' as const), comment: comment ?? undefined };
      return { repo, number, ...given };
    },
  },
  tags: (input) => [input.repo],
});

/** Performs `reopen_dependabot_alert`. */
export const handleReopenDependabotAlert =
  (github: GitHubClient): Handler<typeof reopenDependabotAlert> =>
  async ({ repo, number }, ctx) => {
    const about = aboutDependabotAlert({ repo, number });
    const where = { ...coordinatesOf(repo), alert_number: number };
    const reopen = () =>
      github.change(
        ctx,
        about,
        (request) => github.rest.dependabot.updateAlert({ ...where, state: 'open', request }),
        readDependabotAlert,
      );
    const look = () => dependabotAlertOf(github, ctx, { repo, number });
    const { before, after, changed } = await changeAlert(about, 'open', { ctx, look }, reopen);
    return { ...after, changed, reason: before.dismissedReason, comment: before.dismissedComment };
  };
