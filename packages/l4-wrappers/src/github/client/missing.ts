import type { HandlerContext } from '@strata/core';
import { CallFailed } from './call-failed.ts';
import type { GitHubClient } from './github-client.ts';
import { type Coordinates } from '../repository/repository.ts';

/** How GitHub answers when what was asked for is not there: 404, and 422 for a ref that is to be moved or deleted. */
const saysMissing = (thrown: unknown): boolean =>
  thrown instanceof CallFailed &&
  thrown.problem.kind === 'answered' &&
  (thrown.problem.status === 404 ||
    (thrown.problem.status === 422 && /reference does not exist/i.test(thrown.problem.said)));

/** What `asked` gives, or `undefined` when GitHub has no such thing. */
export const orMissing = async <Found>(asked: Promise<Found>): Promise<Found | undefined> => {
  try {
    return await asked;
  } catch (thrown) {
    if (saysMissing(thrown)) return undefined;
    throw thrown;
  }
};

/** Makes sure that the repository can be seen: one that can't answers as if everything in it were missing. */
export const assertVisible = (github: GitHubClient, ctx: HandlerContext, where: Coordinates): Promise<void> =>
  github.ask(
    ctx,
    `repository ${where.owner}/${where.repo}`,
    (request) => github.rest.repos.get({ ...where, request }),
    () => undefined,
  );
