import { z } from 'zod';
import { unmarkBody } from '../client/call-mark.ts';
import { filePath } from '../repository/git-names.ts';
import { type GitHubUser, loginOf } from '../issues/login.ts';
import { madeBy } from './pull-request.ts';
import { webAddress } from '../client/web-address.ts';

/** The number by which GitHub knows a review. */
export const reviewId = z.int().positive();

/** A review as it is shown. */
export const review = z.object({
  id: reviewId,
  user: z.string().describe("The reviewer's login."),
  state: z
    .enum(['approved', 'changes_requested', 'commented', 'dismissed', 'pending'])
    .describe('`pending`: written and not submitted yet; only its author sees it.'),
  body: z.string().describe('The text, without the mark of a call.'),
  commit: z.string().nullable().describe('The commit that was reviewed; null when it is gone.'),
  submittedAt: z.iso.datetime().nullable().describe('Null while it is pending.'),
  url: webAddress,
  callId: madeBy,
});

/** What a review says about a line of a file. */
export const reviewComments = z
  .array(
    z.object({
      path: filePath.describe('The file.'),
      line: z.int().positive().describe('The line, or the last one of several.'),
      side: z
        .enum(['left', 'right'])
        .default('right')
        .describe('`left` counts lines as they were before the change, `right` as they are after it.'),
      startLine: z.int().positive().optional().describe('The first of several lines; on the same side.'),
      body: z.string().trim().min(1).describe('The remark, in Markdown.'),
    }),
  )
  .max(100)
  .default([])
  .describe('Remarks on lines of the change.');

/** Remarks as GitHub's route takes them. */
export const commentsForGitHub = (comments: z.output<typeof reviewComments>) =>
  comments.map(({ path, line, side, startLine, body }) => {
    const where = side === 'left' ? 'LEFT' : 'RIGHT';
    const several = startLine === undefined ? {} : { start_line: startLine, start_side: where };
    return { path, line, side: where, body, ...several };
  });

/** What GitHub answers about a review, as far as it is read here. */
interface GitHubReview {
  readonly id: number;
  readonly user: GitHubUser | null;
  readonly state: string;
  readonly body: string | null;
  readonly commit_id: string | null;
  readonly submitted_at?: string | null | undefined;
  readonly html_url: string;
}

/** Reads a review out of GitHub's answer. */
export const readReview = (answer: GitHubReview): z.input<typeof review> => {
  const { text, callId } = unmarkBody(answer.body);
  return {
    id: answer.id,
    user: loginOf(answer.user),
    // The output's schema holds this to the states that there are.
    state: answer.state.toLowerCase() as z.input<typeof review>['state'],
    body: text,
    commit: answer.commit_id,
    submittedAt: answer.submitted_at ?? null,
    url: answer.html_url,
    ...(callId === undefined ? {} : { callId }),
  };
};
