import type { HandlerContext } from '@strata/core';
import { z } from 'zod';
import { Objection } from './call-failed.ts';
import type { GitHubClient } from './github-client.ts';
import { itemNumber, itemState } from './pull-request.ts';
import { coordinatesOf } from './repository.ts';
import { webAddress } from './web-address.ts';

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

/** Opens or closes a pull request, unless it is like that already. */
export const setPullState = async (
  github: GitHubClient,
  ctx: HandlerContext,
  { repo, number }: Item,
  state: z.output<typeof itemState>,
): Promise<z.input<typeof stateChange>> => {
  const where = { ...coordinatesOf(repo), pull_number: number };
  const about = `pull request #${number} in ${repo}`;
  const present = await github.ask(
    ctx,
    about,
    (request) => github.rest.pulls.get({ ...where, request }),
    (data) => ({ state: data.state, merged: data.merged, url: data.html_url }),
  );
  if (present.state === state) return { number, state, url: present.url, changed: false };
  if (present.merged) {
    const hint = 'Open a new pull request for further changes.';
    throw new Objection({ kind: 'conflict', message: `${about} is merged, and cannot be opened again`, hint });
  }
  return github.change(
    ctx,
    about,
    (request) => github.rest.pulls.update({ ...where, state, request }),
    (data) => ({ number, state: data.state, url: data.html_url, changed: true }),
  );
};
