import type { HandlerContext } from '@strata/core';
import { z } from 'zod';
import { Objection } from '../client/call-failed.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { orFound } from '../client/lost-answer.ts';
import { itemNumber, itemState } from './pull-request.ts';
import { coordinatesOf } from '../repository/repository.ts';
import { webAddress } from '../client/web-address.ts';

/** What opening or closing a pull request or an issue gives. */
export const stateChange = z.object({
  number: itemNumber,
  state: itemState,
  url: webAddress,
  changed: z.boolean().describe('False when it was like that already.'),
});

/** An issue or a pull request, by its number. */
export interface Item {
  readonly repo: string;
  readonly number: number;
}

/** Sends the change of state; when its answer is lost, looks whether it arrived. */
export const changeState = async <State extends string>(
  change: () => Promise<{ readonly state: State; readonly url: string }>,
  look: () => Promise<{ readonly state: State; readonly url: string }>,
  state: State,
): Promise<{ readonly state: State; readonly url: string; readonly changed: true }> => {
  const lookForState = async () => {
    const found = await look();
    return found.state === state ? { state, url: found.url } : undefined;
  };
  return { ...(await orFound(change, lookForState)), changed: true };
};

/** Opens or closes a pull request, unless it is like that already. */
export const setPullState = async (
  github: GitHubClient,
  ctx: HandlerContext,
  { repo, number }: Item,
  state: z.output<typeof itemState>,
): Promise<z.input<typeof stateChange>> => {
  const where = { ...coordinatesOf(repo), pull_number: number };
  const about = `pull request #${number} in ${repo}`;
  const look = () =>
    github.ask(
      ctx,
      about,
      (request) => github.rest.pulls.get({ ...where, request }),
      (data) => ({ state: data.state, merged: data.merged, url: data.html_url }),
    );
  const { before, now } = await ctx.beforeAndNow(look);
  // One that was merged meanwhile is closed as well, but not by this call.
  if (now.state === state) return { number, state, url: now.url, changed: before.state !== state && !now.merged };
  if (now.merged) {
    const hint = 'Open a new pull request for further changes.';
    throw new Objection({ kind: 'conflict', message: `${about} is merged, and cannot be opened again`, hint });
  }
  const change = () =>
    github.change(
      ctx,
      about,
      (request) => github.rest.pulls.update({ ...where, state, request }),
      (data) => ({ state: data.state, url: data.html_url }),
    );
  const lookAgain = async () => {
    const found = await look();
    return found.merged ? now : found;
  };
  return { number, ...(await changeState(change, lookAgain, state)) };
};
