import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { Objection } from '../client/call-failed.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { findLabel, label, labelName, readLabel } from './label.ts';
import { orFound } from '../client/lost-answer.ts';
import { assertVisible } from '../client/missing.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/**
 * Makes a label. A label can bear no mark, so one that is there already in just this form is left alone and not counted
 * as made. Fails with `conflict` when one of this name has another colour or description. Undoing leaves it when
 * something has it by then.
 *
 * The limit of the description is GitHub's ("REST API endpoints for labels").
 */
export const createLabel = defineOperation({
  name: 'create_label',
  summary: 'Make a label for issues and pull requests.',
  effect: 'write',
  idempotent: true,
  input: z.object({
    repo: repository,
    name: labelName.describe("The label's name."),
    color: z
      .string()
      .regex(/^[0-9a-fA-F]{6}$/, "must be six hexadecimal digits, without '#'")
      .default('ededed')
      .describe("Its colour: six hexadecimal digits, without '#'."),
    description: z.string().max(100).default('').describe('What it means, in at most 100 characters.'),
  }),
  output: label.extend({ created: z.boolean().describe('False when there was one just like it already.') }),
  undo: {
    operation: 'delete_label',
    request: (input, output) =>
      output.created ? { repo: input.repo, name: output.name, unlessUsed: true } : undefined,
  },
  tags: (input) => [input.repo],
});

/** Performs `create_label`. */
export const handleCreateLabel =
  (github: GitHubClient): Handler<typeof createLabel> =>
  async ({ repo, ...wanted }, ctx) => {
    const where = coordinatesOf(repo);
    const about = `label '${wanted.name}' in ${repo}`;
    const look = () => findLabel(github, ctx, repo, wanted.name);
    const isSo = (it: Awaited<ReturnType<typeof look>>): boolean =>
      it?.color.toLowerCase() === wanted.color.toLowerCase() && it.description === wanted.description;
    const { before, now } = await ctx.beforeAndNow(look);
    if (now === undefined) {
      await assertVisible(github, ctx, where);
      const create = () =>
        github.change(
          ctx,
          about,
          (request) => github.rest.issues.createLabel({ ...where, ...wanted, request }),
          readLabel,
        );
      const lookForIt = async () => {
        const found = await look();
        return isSo(found) ? found : undefined;
      };
      return { ...(await orFound(create, lookForIt)), created: true };
    }
    if (isSo(now)) return { ...now, created: before === undefined };
    const message = `${about} already exists, with colour ${now.color} and description '${now.description}'`;
    throw new Objection({ kind: 'conflict', message, hint: 'Use it as it is, or choose another name.' });
  };
