import type { HandlerContext } from '@strata/core';
import { z } from 'zod';
import { unmarkBody } from '../client/call-mark.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { type GitHubUser, loginOf } from './login.ts';
import { itemNumber, itemState, madeBy } from '../pull-requests/pull-request.ts';
import { type Item, changeState, type stateChange } from '../pull-requests/pull-state.ts';
import { coordinatesOf } from '../repository/repository.ts';
import { webAddress } from '../client/web-address.ts';

/** An issue as lists show it. */
export const issue = z.object({
  number: itemNumber,
  title: z.string(),
  body: z.string().describe('The description, without the mark of a call.'),
  state: itemState,
  author: z.string().describe("The author's login."),
  labels: z.array(z.string()),
  assignees: z.array(z.string()).describe('The logins of those who are to see to it.'),
  milestone: z.int().nullable().describe('The number of its milestone; null when it has none.'),
  url: webAddress,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  callId: madeBy,
});

/** What GitHub answers about an issue, as far as it is read here. */
interface GitHubIssue {
  readonly number: number;
  readonly title: string;
  readonly body?: string | null | undefined;
  readonly state: string;
  readonly user?: GitHubUser | null | undefined;
  readonly labels: readonly (string | { readonly name?: string | undefined })[];
  readonly assignees?: readonly GitHubUser[] | null | undefined;
  readonly milestone?: { readonly number: number } | null | undefined;
  readonly html_url: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** Reads an issue out of GitHub's answer. */
export const readIssue = (answer: GitHubIssue): z.input<typeof issue> => {
  const { text, callId } = unmarkBody(answer.body);
  return {
    number: answer.number,
    title: answer.title,
    body: text,
    // The output's schema holds this to the two states that there are.
    state: answer.state as z.input<typeof itemState>,
    author: loginOf(answer.user),
    labels: answer.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? ''))),
    assignees: (answer.assignees ?? []).map(loginOf),
    milestone: answer.milestone?.number ?? null,
    url: answer.html_url,
    createdAt: answer.created_at,
    updatedAt: answer.updated_at,
    ...(callId === undefined ? {} : { callId }),
  };
};

/** Opens or closes an issue, unless it is like that already. */
export const setIssueState = async (
  github: GitHubClient,
  ctx: HandlerContext,
  { repo, number }: Item,
  state: z.output<typeof itemState>,
): Promise<z.input<typeof stateChange>> => {
  const where = { ...coordinatesOf(repo), issue_number: number };
  const about = `issue #${number} in ${repo}`;
  const look = () => github.ask(ctx, about, (request) => github.rest.issues.get({ ...where, request }), readIssue);
  const { before, now } = await ctx.beforeAndNow(look);
  if (now.state === state) return { number, state, url: now.url, changed: before.state !== state };
  const change = () =>
    github.change(
      ctx,
      about,
      (request) => github.rest.issues.update({ ...where, state, request }),
      (data) => ({ state: readIssue(data).state, url: data.html_url }),
    );
  return { number, ...(await changeState(change, look, state)) };
};
