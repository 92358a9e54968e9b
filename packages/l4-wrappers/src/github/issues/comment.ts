import { z } from 'zod';
import { unmarkBody } from '../client/call-mark.ts';
import { type GitHubUser, loginOf } from './login.ts';
import { madeBy } from '../pull-requests/pull-request.ts';
import { webAddress } from '../client/web-address.ts';

/** The number by which GitHub knows a comment, over all issues and pull requests of a repository. */
export const commentId = z.int().positive();

/** A comment as it is shown. */
export const comment = z.object({
  id: commentId,
  body: z.string().describe('The text, without the mark of a call.'),
  author: z.string().describe("The author's login."),
  url: webAddress,
  createdAt: z.iso.datetime(),
  callId: madeBy,
});

/** What GitHub answers about a comment, as far as it is read here. */
interface GitHubComment {
  readonly id: number;
  readonly body?: string | undefined;
  readonly user: GitHubUser | null;
  readonly html_url: string;
  readonly created_at: string;
}

/** Reads a comment out of GitHub's answer. */
export const readComment = (answer: GitHubComment): z.input<typeof comment> => {
  const { text, callId } = unmarkBody(answer.body);
  return {
    id: answer.id,
    body: text,
    author: loginOf(answer.user),
    url: answer.html_url,
    createdAt: answer.created_at,
    ...(callId === undefined ? {} : { callId }),
  };
};
