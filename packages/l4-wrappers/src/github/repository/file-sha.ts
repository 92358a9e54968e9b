import type { HandlerContext } from '@strata/core';
import { CallFailed, Objection } from '../client/call-failed.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { orMissing } from '../client/missing.ts';
import { coordinatesOf } from './repository.ts';

/** A file of a branch. */
export interface FileOnBranch {
  readonly repo: string;
  readonly path: string;
  readonly branch: string;
  /** The blob that it must be now. */
  readonly expected?: string | undefined;
}

const saysEmpty = (thrown: unknown): boolean =>
  thrown instanceof CallFailed &&
  thrown.problem.kind === 'answered' &&
  /repository is empty/i.test(thrown.problem.said);

/** Objects where a file would be the first commit of its repository. */
const orFirst = async <Found>(asked: Promise<Found>, repo: string): Promise<Found> => {
  try {
    return await asked;
  } catch (thrown) {
    if (!saysEmpty(thrown)) throw thrown;
    const hint = 'Push a first commit: nothing could take that one back.';
    throw new Objection({ kind: 'conflict', message: `repository ${repo} is empty`, hint });
  }
};

/**
 * The blob that a file is now, or `undefined` when there is no file.
 * Objects with `refused` to a folder, and with `conflict` to another blob than the expected one.
 */
export const fileShaOf = async (
  github: GitHubClient,
  ctx: HandlerContext,
  { repo, path, branch, expected }: FileOnBranch,
): Promise<string | undefined> => {
  const about = `file '${path}' on '${branch}' in ${repo}`;
  const asked = github.ask(
    ctx,
    about,
    (request) => github.rest.repos.getContent({ ...coordinatesOf(repo), path, ref: branch, request }),
    (data) => (Array.isArray(data) ? { isFolder: true, sha: undefined } : { isFolder: false, sha: data.sha }),
  );
  const found = await orMissing(orFirst(asked, repo));
  if (found?.isFolder === true)
    throw new Objection({ kind: 'refused', message: `${about} is a folder`, hint: 'Name a file.' });
  if (expected !== undefined && found?.sha !== expected) {
    const message = `${about} is ${found?.sha ?? 'not there'}, not ${expected}`;
    throw new Objection({
      kind: 'conflict',
      message,
      hint: 'Read the file again, and build the change on what it holds now.',
    });
  }
  return found?.sha;
};
