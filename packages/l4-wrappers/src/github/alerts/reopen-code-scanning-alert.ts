import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { alertNumber, changeAlert } from './alert-state.ts';
import {
  aboutCodeScanningAlert,
  codeScanningAlert,
  codeScanningAlertOf,
  codeScanningReason,
  readCodeScanningAlert,
} from './code-scanning-alert.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Opens a dismissed code-scanning alert again. One that is open is left as it is. Fails with `conflict` when it is fixed. */
export const reopenCodeScanningAlert = defineOperation({
  name: 'reopen_code_scanning_alert',
  summary: 'Open a dismissed code-scanning alert again.',
  effect: 'write',
  idempotent: true,
  input: z.object({ repo: repository, number: alertNumber }),
  output: codeScanningAlert.pick({ number: true, state: true, url: true }).extend({
    changed: z.boolean().describe('False when it was open already.'),
    reason: codeScanningReason.nullable().describe('Why it was dismissed.'),
    comment: z.string().nullable().describe('What was said about that.'),
  }),
  undo: {
    operation: 'dismiss_code_scanning_alert',
    request: ({ repo, number }, { changed, reason, comment }) => {
      if (!changed) return undefined;
      // GitHub says no reason for alerts of before it asked for one.
      const given = { reason: reason ?? ('wont_fix' as const), comment: comment ?? undefined };
      return { repo, number, ...given };
    },
  },
  tags: (input) => [input.repo],
});

/** Performs `reopen_code_scanning_alert`. */
export const handleReopenCodeScanningAlert =
  (github: GitHubClient): Handler<typeof reopenCodeScanningAlert> =>
  async ({ repo, number }, ctx) => {
    const about = aboutCodeScanningAlert({ repo, number });
    const where = { ...coordinatesOf(repo), alert_number: number };
    const reopen = () =>
      github.change(
        ctx,
        about,
        (request) => github.rest.codeScanning.updateAlert({ ...where, state: 'open', request }),
        readCodeScanningAlert,
      );
    const look = () => codeScanningAlertOf(github, ctx, { repo, number });
    const { before, after, changed } = await changeAlert(about, 'open', { ctx, look }, reopen);
    return { ...after, changed, reason: before.dismissedReason, comment: before.dismissedComment };
  };
