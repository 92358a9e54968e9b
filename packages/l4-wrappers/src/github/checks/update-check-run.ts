import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import {
  checkOutput,
  checkRun,
  checkRunId,
  checkTogether,
  readCheckRun,
  settableConclusion,
  settableStatus,
} from './check-run.ts';
import { differenceBetween, isSame } from '../repository/difference.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { orFound } from '../client/lost-answer.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

const progress = {
  status: settableStatus.optional().describe('How far it is; completed when there is a conclusion.'),
  conclusion: settableConclusion.optional().describe('How it ended.'),
  ...checkOutput,
  detailsUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where the details are.'),
};

type CheckRun = z.input<typeof checkRun>;

/** What a run says now, as far as it can be said again: GitHub takes no text back where there was none. */
const previousOf = ({ status, conclusion, title, summary, text, detailsUrl }: CheckRun) => {
  const ended = settableConclusion.safeParse(conclusion);
  return {
    // A run that waits for GitHub Actions cannot be told to wait again.
    status: ended.success ? ('completed' as const) : status === 'in_progress' ? status : ('queued' as const),
    ...(ended.success ? { conclusion: ended.data } : {}),
    ...(title === null || title === '' || summary === null
      ? {}
      : { title, summary, ...(text === null ? {} : { text }) }),
    ...(detailsUrl === null || detailsUrl === '' ? {} : { detailsUrl }),
  };
};

const valuesOf = ({ status, conclusion, title, summary, text, detailsUrl }: CheckRun) => ({
  status,
  conclusion,
  title,
  summary,
  text,
  detailsUrl,
});

/** What a check run says, as it is compared. */
const said = checkRun.pick({
  status: true,
  conclusion: true,
  title: true,
  summary: true,
  text: true,
  detailsUrl: true,
});

/** Says how far a check run is, or how it ended. GitHub takes this from the App that made the run. */
export const updateCheckRun = defineOperation({
  name: 'update_check_run',
  summary: 'Say how far a check run is, or how it ended.',
  effect: 'write',
  idempotent: true,
  input: z
    .object({
      repo: repository,
      id: checkRunId.describe("The check run's id."),
      ...progress,
      expected: said.optional().describe('Say so only when this is what it says now; otherwise leave it at that.'),
    })
    .superRefine(checkTogether),
  output: said.extend({
    ...checkRun.pick({ id: true, name: true, url: true }).shape,
    changed: z.boolean().describe('False when it said so already.'),
    previous: z.object({ ...progress, status: settableStatus }).describe('What it said before.'),
  }),
  undo: {
    operation: 'update_check_run',
    // What the run has come to say since counts.
    request: (input, { changed, previous, ...now }) =>
      changed ? { repo: input.repo, id: input.id, ...previous, expected: said.parse(now) } : undefined,
  },
  tags: (input) => [input.repo],
});

/** Performs `update_check_run`. */
export const handleUpdateCheckRun =
  (github: GitHubClient): Handler<typeof updateCheckRun> =>
  async ({ repo, id, expected, ...given }, ctx) => {
    const where = { ...coordinatesOf(repo), check_run_id: id };
    const about = `check run ${id} in ${repo}`;
    const look = () =>
      github.ask(
        ctx,
        about,
        (request) => github.rest.checks.get({ ...where, request }),
        (data) => checkRun.parse(readCheckRun(data)),
      );
    const { before, now } = await ctx.beforeAndNow(look);
    const previous = previousOf(before);
    const ending = given.conclusion === undefined ? {} : { status: 'completed' as const };
    const wanted = { ...given, ...ending };
    const isSo = (run: CheckRun): boolean => isSame(differenceBetween(wanted, valuesOf(run)));
    const isOtherwise = expected !== undefined && !isSame(differenceBetween(expected, valuesOf(before)));
    if (isSo(now) || isOtherwise) return { ...now, changed: !isSo(before) && !isOtherwise, previous };
    const { title, summary, text = now.text ?? undefined } = given;
    const output =
      title === undefined || summary === undefined
        ? {}
        : { output: { title, summary, ...(text === undefined ? {} : { text }) } };
    const update = () =>
      github.change(
        ctx,
        about,
        (request) =>
          github.rest.checks.update({
            ...where,
            ...(wanted.status === undefined ? {} : { status: wanted.status }),
            ...(wanted.conclusion === undefined ? {} : { conclusion: wanted.conclusion }),
            ...output,
            ...(given.detailsUrl === undefined ? {} : { details_url: given.detailsUrl }),
            request,
          }),
        readCheckRun,
      );
    const lookForIt = async () => {
      const found = await look();
      return isSo(found) ? found : undefined;
    };
    return { ...(await orFound(update, lookForIt)), changed: true, previous };
  };
