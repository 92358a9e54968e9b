import { contractCall } from '../contract-call.ts';
import { expect } from 'vitest';
import { act } from '../act.ts';
import { type DockerContract, type DockerWorld, observeDocker as observe } from './docker-world.ts';

const tagIt = async ({ image, prefix, ...world }: DockerWorld, name = 'tagged'): Promise<string> =>
  (await act(world, { operation: 'tag_image', image, tag: `${prefix}-${name}:1` })).tag;

/** What is done with images on the engine. */
export const dockerImages: DockerContract<
  'list_images' | 'inspect_image' | 'tag_image' | 'restore_tags' | 'remove_image' | 'build_image'
> = {
  list_images: {
    arrange: async (world) => ({ operation: 'list_images', reference: await tagIt(world) }),
    check: ({ images }, { prefix }) => {
      expect(images).toHaveLength(1);
      expect(images[0]?.tags).toContain(`${prefix}-tagged:1`);
    },
  },
  inspect_image: {
    arrange: ({ image }) => ({ operation: 'inspect_image', image }),
    check: ({ tags, id }, { image }) => {
      expect(tags).toContain(image);
      expect(id).toMatch(/^sha256:/);
    },
  },
  tag_image: {
    arrange: ({ image, prefix }) => ({ operation: 'tag_image', image, tag: `${prefix}-new:1` }),
    check: (output, { prefix }) => expect(output).toMatchObject({ tag: `${prefix}-new:1`, before: null }),
    observe,
  },
  restore_tags: {
    arrange: async (world) => {
      const tag = await tagIt(world);
      const { id: imageId } = await act(world, { operation: 'inspect_image', image: tag });
      return { operation: 'restore_tags', imageId, isNew: false, tags: [{ tag, imageId: null }] };
    },
    check: (output, { prefix }) =>
      expect(output).toEqual({ restored: [`${prefix}-tagged:1`], left: [], removed: false }),
    observe,
  },
  remove_image: {
    arrange: async (world) => ({ operation: 'remove_image', image: await tagIt(world) }),
    check: (output, { prefix }) =>
      expect(output).toMatchObject({ removed: true, untagged: [`${prefix}-tagged:1`], deleted: [] }),
    observe,
  },
  build_image: {
    arrange: ({ context: path, prefix }) => ({ operation: 'build_image', path, tags: [`${prefix}-built:1`] }),
    check: async (output, { prefix, ...world }) => {
      expect(output).toMatchObject({ tags: [`${prefix}-built:1`], isNew: true });
      const shown = await act(world, { operation: 'inspect_image', image: `${prefix}-built:1` });
      expect(shown).toMatchObject({ id: output.imageId, labels: { 'strata.image.call': contractCall } });
    },
    observe,
    // What was printed is gone when it is found again.
    comparable: ({ imageId, tags, isNew }) => ({ imageId, tags, isNew }),
  },
};

/** What goes to registries and comes from them. */
export const dockerRegistries: DockerContract<'pull_image' | 'push_image'> = {
  pull_image: {
    arrange: ({ pullable: image }) => ({ operation: 'pull_image', image }),
    check: (output, { pullable }) => expect(output).toMatchObject({ image: pullable, pulled: true, before: null }),
    observe,
  },
  push_image: {
    arrange: async ({ image, pullable, ...world }) => {
      const tag = pullable.replace(/:[^:/]*$/, ':pushed');
      await act(world, { operation: 'tag_image', image, tag });
      return { operation: 'push_image', image: tag };
    },
    check: ({ digest }) => expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/),
    observe,
    changesNothing: 'what a registry has is not seen from the engine',
  },
};
