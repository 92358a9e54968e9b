import { z } from 'zod';
import { unmarkBody } from '../client/call-mark.ts';
import { type GitHubUser, loginOf } from '../issues/login.ts';
import { webAddress } from '../client/web-address.ts';

/** The number of a pull request or an issue; GitHub counts both in one row. */
export const itemNumber = z.int().positive();

/** Whether a pull request or an issue is open. */
export const itemState = z.enum(['open', 'closed']);

/** The mark of the call that made something, as readers get it. */
export const madeBy = z.string().optional().describe('The call that made it, when it bears the mark of one.');

/** A pull request as lists show it. */
export const pullRequest = z.object({
  number: itemNumber,
  title: z.string(),
  body: z.string().describe('The description, without the mark of a call.'),
  state: itemState,
  draft: z.boolean(),
  author: z.string().describe("The author's login."),
  labels: z.array(z.string()),
  assignees: z.array(z.string()).describe('The logins of those who are to see to it.'),
  reviewers: z.array(z.string()).describe('The logins of those whose review is asked for and not given yet.'),
  teamReviewers: z.array(z.string()).describe('The slugs of the teams whose review is asked for.'),
  url: webAddress,
  head: z.string().describe('The branch with the change.'),
  headSha: z.string(),
  base: z.string().describe('The branch that the change is for.'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  callId: madeBy,
});

/** What GitHub answers about a pull request, as far as it is read here. */
interface GitHubPull {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: string;
  readonly draft?: boolean | undefined;
  readonly user?: GitHubUser | null | undefined;
  readonly labels?: readonly { readonly name: string }[] | undefined;
  readonly assignees?: readonly GitHubUser[] | null | undefined;
  readonly requested_reviewers?: readonly GitHubUser[] | null | undefined;
  readonly requested_teams?: readonly { readonly slug: string }[] | null | undefined;
  readonly html_url: string;
  readonly head: { readonly ref: string; readonly sha: string };
  readonly base: { readonly ref: string };
  readonly created_at: string;
  readonly updated_at: string;
}

/** Reads a pull request out of GitHub's answer. */
export const readPullRequest = (pull: GitHubPull): z.input<typeof pullRequest> => {
  const { text, callId } = unmarkBody(pull.body);
  return {
    number: pull.number,
    title: pull.title,
    body: text,
    // The output's schema holds this to the two states that there are.
    state: pull.state as z.input<typeof itemState>,
    draft: pull.draft ?? false,
    author: loginOf(pull.user),
    labels: (pull.labels ?? []).map((label) => label.name),
    assignees: (pull.assignees ?? []).map(loginOf),
    reviewers: (pull.requested_reviewers ?? []).map(loginOf),
    teamReviewers: (pull.requested_teams ?? []).map((team) => team.slug),
    url: pull.html_url,
    head: pull.head.ref,
    headSha: pull.head.sha,
    base: pull.base.ref,
    createdAt: pull.created_at,
    updatedAt: pull.updated_at,
    ...(callId === undefined ? {} : { callId }),
  };
};
