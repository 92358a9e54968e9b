import { conflict, notFound } from '../fake/fake-refusal.ts';
import { nowOf } from './containers.ts';
import {
  type DockerHandlers,
  type DockerState,
  type ImageState,
  findImage,
  fullName,
  hasLabels,
  imageOf,
  imageMarksOf,
  nextId,
} from './docker-state.ts';

const untag = (state: DockerState, tag: string): void => {
  for (const { tags } of state.images.values()) {
    const at = tags.indexOf(tag);
    if (at !== -1) tags.splice(at, 1);
  }
};

/** Gives a name to an image, and tells which image had it before. */
const moveTag = (state: DockerState, tag: string, image: ImageState): string | null => {
  const before = findImage(state, tag)?.id ?? null;
  untag(state, tag);
  image.tags.push(tag);
  return before;
};

const isUsed = (state: DockerState, { id }: ImageState): boolean =>
  [...state.containers.values()].some(({ imageId }) => imageId === id);

const digestOf = (id: string): string => id.replace(/.$/, '0');

const show = ({ id, tags, sizeBytes, labels, createdAt }: ImageState) => ({
  id,
  tags: [...tags],
  digests: [],
  sizeBytes,
  labels,
  createdAt,
});

/** What nobody asks a fake image for. */
const anyContent = {
  architecture: 'amd64',
  os: 'linux',
  layers: 1,
  entrypoint: [],
  command: [],
  envNames: [],
  workdir: '',
  user: '',
  ports: [],
  volumes: [],
  hasHealthcheck: false,
};

/** Docker's own pattern of names: `*` for any text within one part. */
const matches = (tag: string, reference: string): boolean => {
  const pattern = fullName(reference)
    .split('*')
    .map((part) => part.replaceAll(/[.+^${}()|[\]\\?]/g, String.raw`\$&`));
  return new RegExp(`^${pattern.join('[^/]*')}$`).test(tag);
};

/** What makes images and looks at them. */
export const imageHandlers = (
  state: DockerState,
): DockerHandlers<'build_image' | 'pull_image' | 'push_image' | 'list_images' | 'inspect_image'> => ({
  build_image: async ({ tags, labels }, ctx) => {
    const log = 'Successfully built\n';
    await ctx.tell({ kind: 'text', text: log });
    const image: ImageState = {
      id: `sha256:${nextId(state)}`,
      tags: [],
      sizeBytes: 1,
      labels: { ...labels, ...imageMarksOf(ctx) },
      createdAt: nowOf(ctx),
    };
    state.images.set(image.id, image);
    const replaced = tags.map(fullName).map((tag) => ({ tag, imageId: moveTag(state, tag, image) }));
    return { imageId: image.id, tags: [...image.tags], sizeBytes: 1, log, truncated: false, isNew: true, replaced };
  },
  pull_image: async ({ image: name }, ctx) => {
    const image = fullName(name);
    const id = state.registry.get(image);
    if (id === undefined) throw notFound(`manifest for ${image} not found: manifest unknown`);
    await ctx.tell({ kind: 'progress', status: 'Downloading', layer: null, currentBytes: null, totalBytes: null });
    const present = findImage(state, image);
    const isNew = !state.images.has(id);
    const pulled = present?.id !== id;
    const found = state.images.get(id) ?? { id, tags: [], sizeBytes: 1, labels: {}, createdAt: nowOf(ctx) };
    state.images.set(id, found);
    const before = pulled ? moveTag(state, image, found) : null;
    return { image, imageId: id, sizeBytes: found.sizeBytes, digest: digestOf(id), pulled, before, isNew };
  },
  push_image: async ({ image }) => {
    const { id, sizeBytes } = imageOf(state, image);
    state.registry.set(fullName(image), id);
    return { image: fullName(image), digest: digestOf(id), sizeBytes };
  },
  list_images: async ({ reference, labels, builtBy, unnamedOnly }) => {
    const found = [...state.images.values()]
      .toReversed()
      .filter(
        (image) =>
          hasLabels(image.labels, { ...labels, ...(builtBy === undefined ? {} : { 'strata.image.call': builtBy }) }) &&
          (!unnamedOnly || image.tags.length === 0) &&
          (reference === undefined || image.tags.some((tag) => matches(tag, reference))),
      );
    return { images: found.map(show) };
  },
  inspect_image: async ({ image }) => ({ ...show(imageOf(state, image)), ...anyContent }),
});

/** What names images, and takes them away. */
export const tagHandlers = (state: DockerState): DockerHandlers<'tag_image' | 'restore_tags' | 'remove_image'> => ({
  tag_image: async ({ image: reference, tag: name }) => {
    const image = imageOf(state, reference);
    const tag = fullName(name);
    const before = findImage(state, tag)?.id ?? null;
    if (before !== image.id) moveTag(state, tag, image);
    return { tag, imageId: image.id, before };
  },
  restore_tags: async ({ imageId, isNew, tags }) => {
    const restored: string[] = [];
    const left: string[] = [];
    for (const { tag, imageId: before } of tags) {
      const now = findImage(state, tag)?.id ?? null;
      if (now !== before && now !== imageId && now !== null) {
        left.push(tag);
        continue;
      }
      const image = before === null ? undefined : state.images.get(before);
      if (image !== undefined && now !== before) moveTag(state, tag, image);
      else if (before === null && now !== null) untag(state, tag);
      restored.push(tag);
    }
    const made = state.images.get(imageId);
    const removed = isNew && made?.tags.length === 0 && !isUsed(state, made);
    if (removed) state.images.delete(imageId);
    return { restored, left, removed };
  },
  remove_image: async ({ image: reference, force }) => {
    const image = findImage(state, reference);
    if (image === undefined) return { image: reference, removed: false, untagged: [], deleted: [] };
    if (isUsed(state, image) && !force)
      throw conflict(`conflict: unable to remove repository reference "${reference}": a container is using it`);
    const named = image.tags.includes(fullName(reference)) ? [fullName(reference)] : [...image.tags];
    if (named.length > 1 && !force) throw conflict(`conflict: unable to delete ${image.id}: it has several names`);
    for (const tag of named) untag(state, tag);
    const isGone = image.tags.length === 0;
    if (isGone) state.images.delete(image.id);
    return { image: reference, removed: true, untagged: named, deleted: isGone ? [image.id] : [] };
  },
});
