import type { HandlerContext } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import { type GitHubUser, login, loginOf } from './login.ts';
import { itemNumber } from '../pull-requests/pull-request.ts';
import type { Item } from '../pull-requests/pull-state.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Whom GitHub lets an issue have at most ("REST API endpoints for issue assignees"). */
const maxAssignees = 10;

/** What assigning and its reverse take. */
export const assignment = z.object({
  repo: repository,
  number: itemNumber.describe('The number of the issue or pull request.'),
  assignees: z.array(login).min(1).max(maxAssignees).describe('Logins of users.'),
});

/** An issue's assignees out of GitHub's answer about it. */
export const readAssignees = ({ assignees }: { readonly assignees?: readonly GitHubUser[] | null | undefined }) =>
  z.array(z.string()).parse((assignees ?? []).map(loginOf));

/** The logins of those who are assigned to an issue or a pull request. */
export const assigneesOf = (github: GitHubClient, ctx: HandlerContext, { repo, number }: Item): Promise<string[]> =>
  github.ask(
    ctx,
    `#${number} in ${repo}`,
    (request) => github.rest.issues.get({ ...coordinatesOf(repo), issue_number: number, request }),
    readAssignees,
  );
