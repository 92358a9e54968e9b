import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import { issue, readIssue } from './issue.ts';
import { itemNumber } from '../pull-requests/pull-request.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Shows an issue. */
export const getIssue = defineOperation({
  name: 'get_issue',
  summary: 'Show an issue.',
  effect: 'read',
  input: z.object({ repo: repository, number: itemNumber.describe("The issue's number.") }),
  output: issue,
  tags: (input) => [input.repo],
});

/** Performs `get_issue`. */
export const handleGetIssue =
  (github: GitHubClient): Handler<typeof getIssue> =>
  ({ repo, number }, ctx) =>
    github.ask(
      ctx,
      `issue #${number} in ${repo}`,
      (request) => github.rest.issues.get({ ...coordinatesOf(repo), issue_number: number, request }),
      readIssue,
    );
