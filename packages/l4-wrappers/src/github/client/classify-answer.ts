import type { Classified } from '@strata/core';
import type { AnswerHeaders } from './call-failed.ts';
import { retryAfterMsOf } from './rate-limit.ts';

/** An answer with which GitHub said no. */
export interface RefusingAnswer {
  readonly about: string;
  readonly changes: boolean;
  readonly status: number;
  /** The answer's message and its errors' details, in one line; empty when it is no JSON. */
  readonly said: string;
  readonly headers: AnswerHeaders;
}

/** Words by which GitHub says that the present state is in the way; statuses alone don't tell, 422 is for everything. */
const conflictWords =
  /already[ _]exists|not mergeable|cannot be merged|merge conflict|fast.?forward|reference update failed|out of date|was modified|does not match|wasn't supplied|has been deleted|cannot be changed|conflicts with|protected branch|rule violations|is empty|draft|required (?:status check|approving review)/i;

/** How GitHub answers about a ref that is not there when it is asked to move or delete it. */
const missingRef = /reference does not exist|no commit found|invalid sha|object does not exist/i;

const withWords = (said: string): string => (said === '' ? '' : `: ${said}`);

const unauthenticated = ({ said }: RefusingAnswer, hasToken: boolean): Classified =>
  hasToken
    ? {
        kind: 'unauthenticated',
        message: `GitHub does not accept the token${withWords(said)}`,
        hint: 'Set GITHUB_TOKEN to a token that is complete and has not expired.',
      }
    : { kind: 'unauthenticated', message: `GitHub asks for a token${withWords(said)}`, hint: 'Set GITHUB_TOKEN.' };

const forbiddenHint = ({ headers, said }: RefusingAnswer): string => {
  if (/github app/i.test(said)) return "Act as a GitHub App; with a user's token report a status with create_status.";
  if (headers['x-github-sso'] !== undefined) return 'Authorise the token for the single sign-on of the organization.';
  if (/(?:is|are) (?:disabled|not enabled)|must be enabled/i.test(said))
    return "Switch it on in the repository's settings, under security.";
  // A fine-grained token's permissions, which GitHub names itself: `contents=write; pull_requests=write`.
  const permissions = headers['x-accepted-github-permissions'];
  if (permissions !== undefined && permissions !== '') return `Give the token the permission ${permissions}.`;
  const scopes = headers['x-accepted-oauth-scopes'];
  if (scopes !== undefined && scopes !== '') return `Give the token one of the scopes ${scopes}.`;
  return 'Give the token read and write access to contents, pull requests and issues of this repository.';
};

const notFound = ({ about, status, said }: RefusingAnswer, hasToken: boolean): Classified => ({
  kind: 'not_found',
  // Other statuses than 404 say what is missing, which may be the commit and not the branch.
  message:
    status === 404 ? `GitHub has no ${about.replace(/^(?:an?|the) /, '')}, or does not show it` : `${about}: ${said}`,
  hint: hasToken
    ? 'Check the name, and that the token can see the repository.'
    : 'Check the name; for a private repository set GITHUB_TOKEN.',
});

const conflictHint = (said: string): string => {
  if (/already[ _]exists/i.test(said)) return 'Choose another name, or remove what is there first.';
  if (/review|status check|protected|rule/i.test(said))
    return 'Meet the rules of the branch first: its reviews and checks.';
  if (/merge/i.test(said))
    return 'Look whether it is merged or closed already; otherwise bring its branch up to date with the base and resolve the conflicts.';
  return 'Look at its present state, and decide again.';
};

const conflict = ({ about, said, status }: RefusingAnswer): Classified => ({
  kind: 'conflict',
  message: `${about}: ${said === '' ? `status ${status}` : said}`,
  hint: conflictHint(said),
});

/** What to do about a refusal, by the words in it. */
const refusedHints: readonly (readonly [RegExp, string])[] = [
  [/own pull request/i, 'Have somebody else review it; comment_review is open to its author, too.'],
  [/from collaborators|pull request author/i, 'Ask somebody who works on the repository and is not the author.'],
  [/dismiss a commented/i, 'Only a review that approves or asks for changes can be dismissed.'],
];

const refused = ({ about, said, status, headers }: RefusingAnswer): Classified => {
  if (status >= 300 && status < 400) {
    const hint = 'The repository may have been renamed: use its new name.';
    return {
      kind: 'refused',
      message: `GitHub sends ${about} elsewhere: ${String(headers['location'] ?? `status ${status}`)}`,
      hint,
    };
  }
  const hint = refusedHints.find(([words]) => words.test(said))?.[1];
  const message = `GitHub refuses ${about}${withWords(said === '' ? `status ${status}` : said)}`;
  return { kind: 'refused', message, ...(hint === undefined ? {} : { hint }) };
};

/** Says what an answer of GitHub's with which it said no means. `now` is in milliseconds since the epoch. */
export const classifyAnswer = (answer: RefusingAnswer, hasToken: boolean, now: number): Classified => {
  const { about, changes, status, said, headers } = answer;
  const retryAfterMs = retryAfterMsOf(status, said, headers, now);
  if (retryAfterMs !== undefined) {
    const hint = `Wait ${Math.ceil(retryAfterMs / 1000)} s${hasToken ? '' : ', or set GITHUB_TOKEN for a larger quota'}.`;
    return { kind: 'rate_limited', message: `GitHub's rate limit is used up${withWords(said)}`, hint, retryAfterMs };
  }
  if (status === 401) return unauthenticated(answer, hasToken);
  if (status === 403)
    return {
      kind: 'forbidden',
      message: `GitHub does not allow this for ${about}${withWords(said)}`,
      hint: forbiddenHint(answer),
    };
  if (status === 404 || (status === 422 && missingRef.test(said))) return notFound(answer, hasToken);
  if (status === 405 || status === 409 || (status === 422 && conflictWords.test(said))) return conflict(answer);
  if (status === 408 || status >= 500) {
    const message = `GitHub answered ${status} about ${about}${withWords(said)}`;
    return {
      kind: 'unavailable',
      message,
      hint: 'Try again; www.githubstatus.com tells of outages.',
      mayHaveHappened: changes,
    };
  }
  return refused(answer);
};
