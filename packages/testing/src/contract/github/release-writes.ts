import { contractCall } from '../contract-call.ts';
import { expect } from 'vitest';
import { act } from '../act.ts';
import { type GitHubContract, type GitHubWorld, observeGitHub as observe } from './github-world.ts';

const release = async ({ repo, ...world }: GitHubWorld, tag = 'v1') =>
  act(world, { operation: 'create_release', repo, tag, name: 'One', body: 'The first' });

const tagIt = async ({ repo, base, ...world }: GitHubWorld, tag = 'v1'): Promise<string> =>
  (await act(world, { operation: 'create_tag', repo, tag, sha: base })).object;

/** What is done with releases. */
export const githubReleases: GitHubContract<'list_releases' | 'get_release' | 'create_release' | 'delete_release'> = {
  list_releases: {
    arrange: async (world) => {
      await release(world);
      await release(world, 'v2');
      return { operation: 'list_releases', repo: world.repo };
    },
    check: ({ releases, complete }) => {
      expect(releases.map(({ tag }) => tag).toSorted()).toEqual(['v1', 'v2']);
      expect(complete).toBe(true);
    },
  },
  get_release: {
    arrange: async (world) => {
      await release(world);
      return { operation: 'get_release', repo: world.repo, tag: 'v1' };
    },
    check: (output) =>
      expect(output).toMatchObject({ tag: 'v1', name: 'One', body: 'The first', draft: false, assets: [] }),
  },
  create_release: {
    arrange: ({ repo }) => ({ operation: 'create_release', repo, tag: 'v1', name: 'One', body: 'The first' }),
    check: (output, { base }) => expect(output).toMatchObject({ tag: 'v1', draft: false, tagMade: base }),
    observe,
  },
  delete_release: {
    arrange: async (world) => {
      const { id } = await release(world);
      return { operation: 'delete_release', repo: world.repo, id, tag: { name: 'v1', expected: world.base } };
    },
    check: (output) => expect(output).toMatchObject({ tag: 'v1' }),
    observe,
  },
};

/** What is done with tags. */
export const githubTags: GitHubContract<'list_tags' | 'create_tag' | 'delete_tag'> = {
  list_tags: {
    arrange: async (world) => {
      await tagIt(world);
      return { operation: 'list_tags', repo: world.repo, names: ['v1', 'none'] };
    },
    check: ({ tags }, { base }) => expect(tags).toMatchObject([{ tag: 'v1', commit: base, object: base }]),
  },
  create_tag: {
    arrange: ({ repo, base }) => ({ operation: 'create_tag', repo, tag: 'v1', sha: base, message: 'The first' }),
    check: async ({ tag, object }, { repo, base, ...world }) => {
      const { tags } = await act(world, { operation: 'list_tags', repo, names: [tag] });
      expect(tags).toMatchObject([{ tag: 'v1', commit: base, object, message: 'The first', callId: contractCall }]);
      expect(object).not.toBe(base);
    },
    observe,
  },
  delete_tag: {
    arrange: async (world) => ({ operation: 'delete_tag', repo: world.repo, tag: 'v1', expected: await tagIt(world) }),
    check: (output, { base }) => expect(output).toEqual({ tag: 'v1', object: base, deleted: true }),
    observe,
  },
};
