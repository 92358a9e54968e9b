import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { markBody } from '../client/call-mark.ts';
import { differenceBetween, isSame, only, stillExpected } from '../repository/difference.ts';
import { branchName } from '../repository/git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { orFound } from '../client/lost-answer.ts';
import { itemNumber, pullRequest, readPullRequest } from './pull-request.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

const values = z.object({ title: z.string(), body: z.string(), base: z.string() }).partial();

/** Changes the title, the description or the base of a pull request. The mark of the call that opened it stays. */
export const updatePr = defineOperation({
  name: 'update_pr',
  summary: 'Change the title, the description or the base of a pull request.',
  effect: 'write',
  idempotent: true,
  input: z.object({
    repo: repository,
    number: itemNumber.describe("The pull request's number."),
    title: z.string().trim().min(1).max(256).optional().describe('The new title; as it is when left out.'),
    body: z.string().optional().describe('The new description, in Markdown; as it is when left out.'),
    base: branchName.optional().describe('The branch that the change is for now; as it is when left out.'),
    expected: values
      .optional()
      .describe('Change these only where they are as is said here; what is otherwise by now is left as it is.'),
  }),
  output: pullRequest.pick({ number: true, title: true, body: true, base: true, state: true, url: true }).extend({
    changed: z.boolean().describe('False when it was like that already.'),
    previous: values.describe('What was otherwise before, as it was.'),
  }),
  undo: {
    operation: 'update_pr',
    // What somebody has written since stays.
    request: (input, { changed, previous, title, body, base }) =>
      changed
        ? {
            repo: input.repo,
            number: input.number,
            ...previous,
            expected: only(previous, { title, body, base }),
          }
        : undefined,
  },
  tags: (input) => [input.repo],
});

/** Performs `update_pr`. */
export const handleUpdatePr =
  (github: GitHubClient): Handler<typeof updatePr> =>
  async ({ repo, number, expected, ...given }, ctx) => {
    const where = { ...coordinatesOf(repo), pull_number: number };
    const about = `pull request #${number} in ${repo}`;
    const look = () =>
      github.ask(
        ctx,
        about,
        (request) => github.rest.pulls.get({ ...where, request }),
        (data) => pullRequest.parse(readPullRequest(data)),
      );
    const valuesOf = ({ title, body, base }: Awaited<ReturnType<typeof look>>) => ({ title, body, base });
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
        (request) => github.rest.pulls.update({ ...where, ...wanted, ...marked, request }),
        readPullRequest,
      );
    const lookForIt = async () => {
      const found = await look();
      return isSo(found) ? found : undefined;
    };
    return { ...(await orFound(update, lookForIt)), changed: true, previous };
  };
