import { type Handler, type HandlerContext, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import { findLabel, label, labelName } from './label.ts';
import { orFound } from '../client/lost-answer.ts';
import { assertVisible, orMissing } from '../client/missing.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/**
 * Deletes a label, and takes it off everything that has it. One that is gone already is no failure. Undoing makes the
 * label again as it was; GitHub does not say what had it, so nothing gets it back.
 */
export const deleteLabel = defineOperation({
  name: 'delete_label',
  summary: 'Delete a label, and take it off everything that has it.',
  effect: 'destroy',
  idempotent: true,
  input: z.object({
    repo: repository,
    name: labelName.describe("The label's name."),
    unlessUsed: z.boolean().default(false).describe('Whether to leave it when an issue or a pull request has it.'),
  }),
  output: label
    .pick({ name: true, color: true, description: true })
    .partial({ color: true, description: true })
    .extend({
      deleted: z.boolean().describe('False when there was no such label, or when it was left since something has it.'),
    }),
  undo: {
    operation: 'create_label',
    request: (input, { name, color, description }) =>
      // Only a label that was deleted has them.
      color !== undefined && description !== undefined ? { repo: input.repo, name, color, description } : undefined,
  },
  tags: (input) => [input.repo],
});

/** Whether an issue or a pull request has the label, open or closed. */
const isUsed = async (github: GitHubClient, ctx: HandlerContext, repo: string, name: string): Promise<boolean> =>
  // GitHub takes a comma for the border of two names, so that nobody can ask about such a label.
  name.includes(',') ||
  github.ask(
    ctx,
    `what has label '${name}' in ${repo}`,
    (request) =>
      github.rest.issues.listForRepo({ ...coordinatesOf(repo), labels: name, state: 'all', per_page: 1, request }),
    (items) => items.length > 0,
  );

/** Performs `delete_label`. */
export const handleDeleteLabel =
  (github: GitHubClient): Handler<typeof deleteLabel> =>
  async ({ repo, name, unlessUsed }, ctx) => {
    const where = coordinatesOf(repo);
    const look = () => findLabel(github, ctx, repo, name);
    const { before, now } = await ctx.beforeAndNow(look);
    if (now === undefined) {
      await assertVisible(github, ctx, where);
      return before === undefined ? { name, deleted: false } : { ...before, deleted: true };
    }
    if (unlessUsed && (await isUsed(github, ctx, repo, now.name))) return { name: now.name, deleted: false };
    const remove = () =>
      orMissing(
        github.change(
          ctx,
          `label '${name}' in ${repo}`,
          (request) => github.rest.issues.deleteLabel({ ...where, name: now.name, request }),
          () => true,
        ),
      );
    // One that somebody else deleted meanwhile was not deleted by this call.
    const deleted = await orFound(remove, async () => ((await look()) === undefined ? true : undefined));
    return deleted === true ? { ...now, deleted } : { name: now.name, deleted: false };
  };
