import { type Handler, type HandlerContext, defineOperation } from '@strata/core';
import { z } from 'zod';
import { Objection } from '../client/call-failed.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { labelName, labelsOn } from './label.ts';
import { isInDoubt, orFound } from '../client/lost-answer.ts';
import { orMissing } from '../client/missing.ts';
import { namesAmong, namesNotAmong } from './name-set.ts';
import { itemNumber } from '../pull-requests/pull-request.ts';
import type { Item } from '../pull-requests/pull-state.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/**
 * Takes labels off an issue or a pull request, all of them or none. GitHub takes them off one by one (to set them all at
 * once would lose what somebody else adds meanwhile), so those that are off already are put on again when one fails.
 */
export const removeLabels = defineOperation({
  name: 'remove_labels',
  summary: 'Take labels off an issue or a pull request.',
  effect: 'write',
  idempotent: true,
  input: z.object({
    repo: repository,
    number: itemNumber.describe('The number of the issue or pull request.'),
    labels: z
      .array(labelName)
      .min(1)
      .max(100)
      .describe('The labels to take off; those that it does not have are passed over.'),
  }),
  output: z.object({
    labels: z.array(z.string()).describe('All that it still has.'),
    removed: z.array(z.string()).describe('Those that it had before.'),
  }),
  undo: {
    operation: 'add_labels',
    request: (input, { removed }) =>
      removed.length === 0 ? undefined : { repo: input.repo, number: input.number, labels: removed },
  },
  tags: (input) => [input.repo],
});

/** Takes one label off. False when somebody else was faster. */
const removeOne = async (github: GitHubClient, ctx: HandlerContext, { repo, number }: Item, name: string) => {
  const remove = () =>
    orMissing(
      github.change(
        ctx,
        `label '${name}' of #${number} in ${repo}`,
        (request) => github.rest.issues.removeLabel({ ...coordinatesOf(repo), issue_number: number, name, request }),
        () => true,
      ),
    );
  const look = async () =>
    namesAmong([name], await labelsOn(github, ctx, { repo, number })).length === 0 ? true : undefined;
  return (await orFound(remove, look)) ?? false;
};

/** Puts labels on again, under a signal of its own: the caller's may be the reason for it. */
const putBack = (github: GitHubClient, ctx: HandlerContext, { repo, number }: Item, labels: string[]) =>
  github.change(
    { ...ctx, signal: new AbortController().signal },
    `the labels of #${number} in ${repo}`,
    (request) => github.rest.issues.addLabels({ ...coordinatesOf(repo), issue_number: number, labels, request }),
    () => undefined,
  );

/** Objects for labels that could not be put on again. What may be off only because of the first failure, that one tells. */
const leftOff = ({ repo, number }: Item, labels: readonly string[]): void => {
  if (labels.length === 0) return;
  const message = `#${number} in ${repo}: ${labels.join(', ')} came off, and could not be put on again when another failed`;
  throw new Objection({ kind: 'unavailable', message, hint: 'Look at its labels.', mayHaveHappened: true });
};

/** Performs `remove_labels`. */
export const handleRemoveLabels =
  (github: GitHubClient): Handler<typeof removeLabels> =>
  async ({ repo, number, labels: unwanted }, ctx) => {
    const item = { repo, number };
    const { before, now } = await ctx.beforeAndNow(() => labelsOn(github, ctx, item));
    const removed = namesNotAmong(namesAmong(before, unwanted), now);
    for (const name of namesAmong(now, unwanted)) {
      try {
        if (await removeOne(github, ctx, item, name)) removed.push(name);
      } catch (thrown) {
        const off = isInDoubt(thrown) ? [...removed, name] : removed;
        if (off.length > 0) await putBack(github, ctx, item, off).catch(() => leftOff(item, removed));
        throw thrown;
      }
    }
    return { labels: now.filter((name) => namesAmong([name], unwanted).length === 0), removed };
  };
