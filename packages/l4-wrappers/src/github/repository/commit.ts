import { z } from 'zod';
import { unmarkMessage } from '../client/call-mark.ts';
import { commitSha } from './git-names.ts';
import { madeBy } from '../pull-requests/pull-request.ts';
import { webAddress } from '../client/web-address.ts';

/** A commit as it is shown. */
export const commit = z.object({
  sha: commitSha,
  message: z.string().describe('The message, without the mark of a call.'),
  author: z.string().describe("The author's name."),
  date: z.iso.datetime({ offset: true }).describe('When it was written.'),
  parents: z.array(commitSha),
  url: webAddress,
  callId: madeBy,
});

/** What GitHub answers about a commit, as far as it is read here. */
interface GitHubCommit {
  readonly sha: string;
  readonly commit: {
    readonly message: string;
    readonly author: { readonly name?: string | undefined; readonly date?: string | undefined } | null;
  };
  readonly parents: readonly { readonly sha: string }[];
  readonly html_url: string;
}

/** Reads a commit out of GitHub's answer. */
export const readCommit = (answer: GitHubCommit): z.input<typeof commit> => {
  const { text, callId } = unmarkMessage(answer.commit.message);
  return {
    sha: answer.sha,
    message: text,
    author: answer.commit.author?.name ?? '',
    date: answer.commit.author?.date ?? '',
    parents: answer.parents.map((parent) => parent.sha),
    url: answer.html_url,
    ...(callId === undefined ? {} : { callId }),
  };
};
