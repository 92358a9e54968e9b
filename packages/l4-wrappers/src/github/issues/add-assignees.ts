import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { assigneesOf, assignment, readAssignees } from './assignees.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { orFound } from '../client/lost-answer.ts';
import { namesAmong, namesNotAmong } from './name-set.ts';
import { coordinatesOf } from '../repository/repository.ts';

/** Assigns users. Whom GitHub can't assign it passes over without a word; `ignored` names them. */
export const addAssignees = defineOperation({
  name: 'add_assignees',
  summary: 'Assign users to an issue or a pull request.',
  effect: 'write',
  idempotent: true,
  input: assignment,
  output: z.object({
    assignees: z.array(z.string()).describe('All who are assigned now.'),
    added: z.array(z.string()).describe('Those who were not before.'),
    ignored: z
      .array(z.string())
      .describe('Those whom GitHub did not assign: they may not write here, or do not exist.'),
  }),
  undo: {
    operation: 'remove_assignees',
    request: (input, { added }) =>
      added.length === 0 ? undefined : { repo: input.repo, number: input.number, assignees: added },
  },
  tags: (input) => [input.repo],
});

/** Performs `add_assignees`. */
export const handleAddAssignees =
  (github: GitHubClient): Handler<typeof addAssignees> =>
  async ({ repo, number, assignees: wanted }, ctx) => {
    const look = () => assigneesOf(github, ctx, { repo, number });
    const { before, now } = await ctx.beforeAndNow(look);
    const isNew = (names: readonly string[]) => namesAmong(names, namesNotAmong(wanted, before));
    const missing = namesNotAmong(wanted, now);
    if (missing.length === 0) return { assignees: now, added: isNew(now), ignored: [] };
    const add = () =>
      github.change(
        ctx,
        `the assignees of #${number} in ${repo}`,
        (request) =>
          github.rest.issues.addAssignees({
            ...coordinatesOf(repo),
            issue_number: number,
            assignees: missing,
            request,
          }),
        readAssignees,
      );
    // All come in one request, and some may be passed over: one that has come tells of all.
    const lookForOne = async () => {
      const found = await look();
      return namesAmong(missing, found).length === 0 ? undefined : found;
    };
    const assignees = await orFound(add, lookForOne);
    return { assignees, added: isNew(assignees), ignored: namesNotAmong(missing, assignees) };
  };
