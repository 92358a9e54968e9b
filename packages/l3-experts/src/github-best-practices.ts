import type { GitHubOperations } from '@strata/l4-wrappers/github';
import type { BestPracticeOf } from './policies/validate.ts';

/** As many characters as GitHub takes in the body of a pull request ("body is too long (maximum is 65536 characters)"). */
const maxBodyLength = 65_536;
/** More is a document, and belongs into a file. */
const maxMessageLength = 5000;

const tooLong = (text: string, max: number): string | undefined =>
  text.length > max ? `must not be longer than ${max} characters, and has ${text.length}` : undefined;

const commitMessageLength = { name: 'commit_message_length', field: 'message' } as const;

/**
 * What is worth heeding on GitHub beyond what it insists on. That titles, branches and commit messages are there at
 * all is part of the operations themselves.
 */
export const githubBestPractices: readonly BestPracticeOf<GitHubOperations>[] = [
  {
    name: 'pr_says_why',
    operation: 'create_pr',
    field: 'body',
    check: ({ body }) => (body.trim() === '' ? 'must say what the change is for' : undefined),
  },
  {
    name: 'pr_body_length',
    operation: 'create_pr',
    field: 'body',
    check: ({ body }) => tooLong(body, maxBodyLength),
  },
  {
    name: 'pr_changes_something',
    operation: 'create_pr',
    field: 'head',
    check: ({ head, base }) => (head === base ? `must be another branch than '${base}'` : undefined),
  },
  {
    ...commitMessageLength,
    operation: 'commit_files',
    check: ({ message }) => tooLong(message, maxMessageLength),
  },
  {
    ...commitMessageLength,
    operation: 'update_file',
    check: ({ message }) => tooLong(message, maxMessageLength),
  },
];
