import type { HandlerContext } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import { login, teamSlug } from '../issues/login.ts';
import { itemNumber, readPullRequest } from './pull-request.ts';
import type { Item } from './pull-state.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Users and teams whose review is asked for. */
export const reviewers = z.object({
  reviewers: z.array(z.string()).describe('Logins of users.'),
  teamReviewers: z.array(z.string()).describe('Slugs of teams.'),
});

/** Users and teams whose review is asked for. */
export type Reviewers = z.output<typeof reviewers>;

/** What asking for reviews and its reverse take. */
export const reviewRequest = z
  .object({
    repo: repository,
    number: itemNumber.describe("The pull request's number."),
    reviewers: z.array(login).max(100).default([]).describe('Logins of users.'),
    teamReviewers: z.array(teamSlug).max(100).default([]).describe("Slugs of teams of the repository's organization."),
  })
  .refine((given) => given.reviewers.length + given.teamReviewers.length > 0, {
    error: 'name at least one user or team',
    path: ['reviewers'],
  });

/** Whether nobody is among them. */
export const isNobody = (among: Reviewers): boolean => among.reviewers.length + among.teamReviewers.length === 0;

/** Whose review of a pull request is asked for and not given yet. */
export const reviewersOf = (github: GitHubClient, ctx: HandlerContext, { repo, number }: Item): Promise<Reviewers> =>
  github.ask(
    ctx,
    `pull request #${number} in ${repo}`,
    (request) => github.rest.pulls.get({ ...coordinatesOf(repo), pull_number: number, request }),
    readReviewers,
  );

/** Whose review is asked for, out of GitHub's answer about a pull request. */
export const readReviewers = (pull: Parameters<typeof readPullRequest>[0]): Reviewers => {
  const { reviewers: users, teamReviewers: teams } = readPullRequest(pull);
  return reviewers.parse({ reviewers: users, teamReviewers: teams });
};
