import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import {
  codeScanningAlert,
  codeScanningSeverity,
  codeScanningState,
  readCodeScanningAlert,
} from './code-scanning-alert.ts';
import { branchName } from '../repository/git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { byPage, listPaged, paged, paging } from '../client/paging.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Lists what scanners have found in the code, newest alerts first. */
export const listCodeScanningAlerts = defineOperation({
  name: 'list_code_scanning_alerts',
  summary: 'List what scanners have found in the code.',
  effect: 'read',
  input: z.object({
    repo: repository,
    state: z
      .enum([...codeScanningState.options, 'all'])
      .default('open')
      .describe('Which to list.'),
    severities: z.array(codeScanningSeverity).default([]).describe('Only those that are this bad; all when left out.'),
    branch: branchName.optional().describe('Only those of this branch; the default branch when left out.'),
    tool: z.string().min(1).optional().describe('Only those that this scanner found.'),
    ...paging,
  }),
  output: z.object({ alerts: z.array(codeScanningAlert), ...paged }),
  pages: byPage,
  tags: (input) => [input.repo],
});

/** Performs `list_code_scanning_alerts`. */
export const handleListCodeScanningAlerts =
  (github: GitHubClient): Handler<typeof listCodeScanningAlerts> =>
  async ({ repo, state, severities, branch, tool, ...part }, ctx) => {
    const filter = {
      ...(state === 'all' ? {} : { state }),
      ...(branch === undefined ? {} : { ref: `refs/heads/${branch}` }),
      ...(tool === undefined ? {} : { tool_name: tool }),
    };
    const { items: alerts, ...rest } = await listPaged(github, ctx, {
      about: `the code-scanning alerts of ${repo}`,
      ...part,
      // GitHub's own filter takes one severity only.
      isSifted: severities.length > 0,
      call: (page, request) =>
        github.rest.codeScanning.listAlertsForRepo({ ...coordinatesOf(repo), ...filter, ...page, request }),
      read: (item) => {
        const alert = readCodeScanningAlert(item);
        const isWanted = severities.length === 0 || severities.some((one) => one === alert.severity);
        return isWanted ? alert : undefined;
      },
    });
    return { alerts, ...rest };
  };
