import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { assigneesOf, assignment, readAssignees } from './assignees.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { orFound } from '../client/lost-answer.ts';
import { namesAmong, namesNotAmong } from './name-set.ts';
import { coordinatesOf } from '../repository/repository.ts';

/** Takes users off an issue or a pull request; those who are not assigned are passed over. */
export const removeAssignees = defineOperation({
  name: 'remove_assignees',
  summary: 'Take users off an issue or a pull request.',
  effect: 'write',
  idempotent: true,
  input: assignment,
  output: z.object({
    assignees: z.array(z.string()).describe('All who are still assigned.'),
    removed: z.array(z.string()).describe('Those who were before.'),
  }),
  undo: {
    operation: 'add_assignees',
    request: (input, { removed }) =>
      removed.length === 0 ? undefined : { repo: input.repo, number: input.number, assignees: removed },
  },
  tags: (input) => [input.repo],
});

/** Performs `remove_assignees`. */
export const handleRemoveAssignees =
  (github: GitHubClient): Handler<typeof removeAssignees> =>
  async ({ repo, number, assignees: unwanted }, ctx) => {
    const look = () => assigneesOf(github, ctx, { repo, number });
    const { before, now } = await ctx.beforeAndNow(look);
    const goneFrom = (names: readonly string[]) => namesNotAmong(namesAmong(before, unwanted), names);
    const leaving = namesAmong(now, unwanted);
    if (leaving.length === 0) return { assignees: now, removed: goneFrom(now) };
    const remove = () =>
      github.change(
        ctx,
        `the assignees of #${number} in ${repo}`,
        (request) =>
          github.rest.issues.removeAssignees({
            ...coordinatesOf(repo),
            issue_number: number,
            assignees: leaving,
            request,
          }),
        readAssignees,
      );
    const lookForNone = async () => {
      const found = await look();
      return namesAmong(found, leaving).length === 0 ? found : undefined;
    };
    const assignees = await orFound(remove, lookForNone);
    return { assignees, removed: goneFrom(assignees) };
  };
