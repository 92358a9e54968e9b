import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { alertNumber, changeAlert, dismissedComment } from './alert-state.ts';
import {
  aboutDependabotAlert,
  dependabotAlert,
  dependabotAlertOf,
  dependabotReason,
  readDependabotAlert,
} from './dependabot-alert.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Dismisses a Dependabot alert. One that is dismissed already is left as it is. Fails with `conflict` when it is fixed. */
export const dismissDependabotAlert = defineOperation({
  name: 'dismiss_dependabot_alert',
  summary: 'Dismiss a Dependabot alert, and say why.',
  effect: 'write',
  idempotent: true,
  input: z.object({
    repo: repository,
    number: alertNumber,
    reason: dependabotReason.describe('Why.'),
    comment: dismissedComment,
  }),
  output: dependabotAlert.pick({ number: true, state: true, url: true }).extend({
    changed: z.boolean().describe('False when it was dismissed already.'),
  }),
  undo: {
    operation: 'reopen_dependabot_alert',
    request: (input, { changed }) => (changed ? { repo: input.repo, number: input.number } : undefined),
  },
  tags: (input) => [input.repo],
});

/** Performs `dismiss_dependabot_alert`. */
export const handleDismissDependabotAlert =
  (github: GitHubClient): Handler<typeof dismissDependabotAlert> =>
  async ({ repo, number, reason, comment }, ctx) => {
    const about = aboutDependabotAlert({ repo, number });
    const dismiss = () =>
      github.change(
        ctx,
        about,
        (request) =>
          github.rest.dependabot.updateAlert({
            ...coordinatesOf(repo),
            alert_number: number,
            state: 'dismissed',
            dismissed_reason: reason,
            ...(comment === undefined ? {} : { dismissed_comment: comment }),
            request,
          }),
        readDependabotAlert,
      );
    const look = () => dependabotAlertOf(github, ctx, { repo, number });
    const { after, changed } = await changeAlert(about, 'dismissed', { ctx, look }, dismiss);
    return { ...after, changed };
  };
