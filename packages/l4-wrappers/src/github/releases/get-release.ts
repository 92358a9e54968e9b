import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { tagName } from '../repository/git-names.ts';
import type { GitHubClient } from '../client/github-client.ts';
import { readRelease, release } from './release.ts';
import { coordinatesOf, repository } from '../repository/repository.ts';

/** Shows a release. The latest is the newest that is neither a draft nor a prerelease. */
export const getRelease = defineOperation({
  name: 'get_release',
  summary: 'Show the release of a tag, or the latest one.',
  effect: 'read',
  input: z.object({ repo: repository, tag: tagName.optional().describe('Its tag; the latest release when left out.') }),
  output: release,
  tags: (input) => [input.repo],
});

/** Performs `get_release`. */
export const handleGetRelease =
  (github: GitHubClient): Handler<typeof getRelease> =>
  ({ repo, tag }, ctx) =>
    github.ask(
      ctx,
      tag === undefined ? `latest release in ${repo}` : `release '${tag}' in ${repo}`,
      (request) =>
        tag === undefined
          ? github.rest.repos.getLatestRelease({ ...coordinatesOf(repo), request })
          : github.rest.repos.getReleaseByTag({ ...coordinatesOf(repo), tag, request }),
      readRelease,
    );
