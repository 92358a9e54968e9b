import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { Objection } from '../client/call-failed.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { findLabel, labelName, labelsOn, readLabelNames } from './label.ts';
import { orFound } from '../client/lost-answer.ts';
import { namesAmong, namesNotAmong } from './name-set.ts';
import { itemNumber } from '../pull-requests/pull-request.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/**
 * Puts labels on an issue or a pull request. Fails with `not_found` for a label that the repository does not have: GitHub
 * itself would make it without a word, and a slip of the pen with it.
 */
export const addLabels = defineOperation({
  name: 'add_labels',
  summary: 'Put labels on an issue or a pull request.',
  effect: 'write',
  idempotent: true,
  input: z.object({
    repo: repository,
    number: itemNumber.describe('The number of the issue or pull request.'),
    labels: z.array(labelName).min(1).max(100).describe('The labels to put on it; the repository has to have them.'),
  }),
  output: z.object({
    labels: z.array(z.string()).describe('All that it has now.'),
    added: z.array(z.string()).describe('Those that it did not have before.'),
  }),
  undo: {
    operation: 'remove_labels',
    request: (input, { added }) =>
      added.length === 0 ? undefined : { repo: input.repo, number: input.number, labels: added },
  },
  tags: (input) => [input.repo],
});

/** Performs `add_labels`. */
export const handleAddLabels =
  (github: GitHubClient): Handler<typeof addLabels> =>
  async ({ repo, number, labels: wanted }, ctx) => {
    const look = () => labelsOn(github, ctx, { repo, number });
    const { before, now } = await ctx.beforeAndNow(look);
    const isNew = (names: readonly string[]) => namesAmong(names, namesNotAmong(wanted, before));
    const missing = namesNotAmong(wanted, now);
    if (missing.length === 0) return { labels: now, added: isNew(now) };
    for (const name of missing) {
      if ((await findLabel(github, ctx, repo, name)) !== undefined) continue;
      const message = `repository ${repo} has no label '${name}'`;
      throw new Objection({ kind: 'not_found', message, hint: 'Look at list_labels, or make it with create_label.' });
    }
    const add = () =>
      github.change(
        ctx,
        `the labels of #${number} in ${repo}`,
        (request) =>
          github.rest.issues.addLabels({ ...coordinatesOf(repo), issue_number: number, labels: missing, request }),
        readLabelNames,
      );
    const lookForThem = async () => {
      const found = await look();
      return namesNotAmong(missing, found).length === 0 ? found : undefined;
    };
    const labels = await orFound(add, lookForThem);
    return { labels, added: isNew(labels) };
  };
