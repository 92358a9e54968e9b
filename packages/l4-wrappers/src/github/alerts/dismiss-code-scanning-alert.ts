import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { alertNumber, changeAlert, dismissedComment } from './alert-state.ts';
import {
  aboutCodeScanningAlert,
  codeScanningAlert,
  codeScanningAlertOf,
  codeScanningReason,
  readCodeScanningAlert,
  reasonsOfGitHub,
} from './code-scanning-alert.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Dismisses a code-scanning alert. One that is dismissed already is left as it is. Fails with `conflict` when it is fixed. */
export const dismissCodeScanningAlert = defineOperation({
  name: 'dismiss_code_scanning_alert',
  summary: 'Dismiss a code-scanning alert, and say why.',
  effect: 'write',
  idempotent: true,
  input: z.object({
    repo: repository,
    number: alertNumber,
    reason: codeScanningReason.describe('Why.'),
    comment: dismissedComment,
  }),
  output: codeScanningAlert.pick({ number: true, state: true, url: true }).extend({
    changed: z.boolean().describe('False when it was dismissed already.'),
  }),
  undo: {
    operation: 'reopen_code_scanning_alert',
    request: (input, { changed }) => (changed ? { repo: input.repo, number: input.number } : undefined),
  },
  tags: (input) => [input.repo],
});

/** Performs `dismiss_code_scanning_alert`. */
export const handleDismissCodeScanningAlert =
  (github: GitHubClient): Handler<typeof dismissCodeScanningAlert> =>
  async ({ repo, number, reason, comment }, ctx) => {
    const about = aboutCodeScanningAlert({ repo, number });
    const dismiss = () =>
      github.change(
        ctx,
        about,
        (request) =>
          github.rest.codeScanning.updateAlert({
            ...coordinatesOf(repo),
            alert_number: number,
            state: 'dismissed',
            dismissed_reason: reasonsOfGitHub[reason],
            ...(comment === undefined ? {} : { dismissed_comment: comment }),
            request,
          }),
        readCodeScanningAlert,
      );
    const look = () => codeScanningAlertOf(github, ctx, { repo, number });
    const { after, changed } = await changeAlert(about, 'dismissed', { ctx, look }, dismiss);
    return { ...after, changed };
  };
