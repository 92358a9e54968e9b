import { z } from 'zod';

/**
 * A container by id or name. The characters are those that Docker allows in names (its daemon/names package);
 * anything else could change the address that is asked.
 */
export const containerReference = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, 'must be a container id or name')
  .describe('Id or name of the container.');

/** An image by name, with tag or digest, or by id. The characters are those of the distribution project's reference grammar. */
export const imageReference = z
  .string()
  .max(512)
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9._:-]*(\/[a-zA-Z0-9][a-zA-Z0-9._:-]*)*(@sha256:[a-f0-9]{64})?$/,
    'must be an image reference',
  )
  .describe('Image with tag or digest, such as python:3.12-slim.');

/** A network by id or name; the characters are those that containers' names have. */
export const networkReference = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, 'must be a network id or name')
  .describe('Id or name of the network.');

/** A name for something new. Docker wants two characters at least (its daemon/names package); 255 is the longest file name. */
export const newName = z
  .string()
  .max(255)
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/, 'must begin with a letter or digit, and have only those, _ . and - after it');

/** A name that an image is to have: no digest and no id. */
export const imageTag = z
  .string()
  .max(384)
  .regex(
    /^([a-zA-Z0-9][a-zA-Z0-9.-]*(:\d+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127})?$/,
    'must be a name with tag, such as team/app:1.2',
  )
  .describe('Name with tag, such as team/app:1.2; without a tag, latest.');

/** Operating system and processor of an image ("platform" in Docker's API). */
export const platform = z
  .string()
  .regex(/^[a-z0-9]+(\/[a-z0-9_.-]+){0,2}$/, 'must be like linux/arm64')
  .describe("Operating system and processor, such as linux/arm64; absent: the engine's own.");

/** Labels to put on something. */
export const newLabels = z.record(z.string().min(1), z.string()).default({});

/** On everything that was made here. */
export const madeHereLabel = 'strata';
/** The call that made something, for finding it again after a crash. */
export const callLabel = 'strata.call';
/** The one attempt that made a container, for taking away what an interrupted request left. */
export const attemptLabel = 'strata.attempt';
/** On a container whose call waits for its end, and then reads what became of it. */
export const foregroundLabel = 'strata.foreground';
/** The request that a command in a container belongs to. */
export const correlationLabel = 'strata.correlation';
/**
 * On every image that was built here, and the call that built it. Containers and further images inherit the labels of
 * the image that they come from, so that these must not be those of containers.
 */
export const builtHereLabel = 'strata.image';
export const buildLabel = 'strata.image.call';
/** What the names of an image that was built here stood for before. */
export const replacedLabel = 'strata.replaced';
