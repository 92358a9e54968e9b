import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { markBody } from '../client/call-mark.ts';
import { differenceBetween, isSame, only, stillExpected } from '../repository/difference.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { issue, readIssue } from './issue.ts';
import { orFound } from '../client/lost-answer.ts';
import { itemNumber } from '../pull-requests/pull-request.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

const milestoneNumber = z.int().positive().nullable();

const values = z.object({ title: z.string(), body: z.string(), milestone: milestoneNumber }).partial();

/** Changes the title, the description or the milestone of an issue. The mark of the call that opened it stays. */
export const updateIssue = defineOperation({
  name: 'update_issue',
  summary: 'Change the title, the description or the milestone of an issue.',
  effect: 'write',
  idempotent: true,
  input: z.object({
    repo: repository,
    number: itemNumber.describe("The issue's number."),
    title: z.string().trim().min(1).max(256).optional().describe('The new title; as it is when left out.'),
    body: z.string().optional().describe('The new description, in Markdown; as it is when left out.'),
    milestone: milestoneNumber
      .optional()
      .describe('The number of its milestone; null for none, as it is when left out.'),
    expected: values
      .optional()
      .describe('Change these only where they are as is said here; what is otherwise by now is left as it is.'),
  }),
  output: issue.pick({ number: true, title: true, body: true, milestone: true, state: true, url: true }).extend({
    changed: z.boolean().describe('False when it was like that already.'),
    previous: values.describe('What was otherwise before, as it was.'),
  }),
  undo: {
    operation: 'update_issue',
    // What somebody has written since stays.
    request: (input, { changed, previous, title, body, milestone }) =>
      changed
        ? {
            repo: input.repo,
            number: input.number,
            ...previous,
            expected: only(previous, { title, body, milestone }),
          }
        : undefined,
  },
  tags: (input) => [input.repo],
});

/** Performs `update_issue`. */
export const handleUpdateIssue =
  (github: GitHubClient): Handler<typeof updateIssue> =>
  async ({ repo, number, expected, ...given }, ctx) => {
    const where = { ...coordinatesOf(repo), issue_number: number };
    const about = `issue #${number} in ${repo}`;
    const look = () =>
      github.ask(
        ctx,
        about,
        (request) => github.rest.issues.get({ ...where, request }),
        (data) => issue.parse(readIssue(data)),
      );
    const valuesOf = ({ title, body, milestone }: Awaited<ReturnType<typeof look>>) => ({ title, body, milestone });
    const { before, now } = await ctx.beforeAndNow(look);
    const own = valuesOf(before);
    const difference = differenceBetween(stillExpected(given, expected, own), own);
    if (isSame(difference)) return { ...now, changed: false, previous: {} };
    const { wanted, previous } = difference;
    const isSo = (it: typeof now): boolean => isSame(differenceBetween(wanted, valuesOf(it)));
    if (isSo(now)) return { ...now, changed: true, previous };
    const marked = wanted.body === undefined ? {} : { body: markBody(wanted.body, now.callId) };
    const update = () =>
      github.change(
        ctx,
        about,
        (request) => github.rest.issues.update({ ...where, ...wanted, ...marked, request }),
        readIssue,
      );
    const lookForIt = async () => {
      const found = await look();
      return isSo(found) ? found : undefined;
    };
    return { ...(await orFound(update, lookForIt)), changed: true, previous };
  };
