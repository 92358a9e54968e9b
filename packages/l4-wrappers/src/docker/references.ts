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

/** On every container that was made here. */
export const madeHereLabel = 'strata';
/** The call that made a container, for finding it again after a crash. */
export const callLabel = 'strata.call';
/** The one attempt that made a container, for taking away what an interrupted request left. */
export const attemptLabel = 'strata.attempt';
/** The request that a command in a container belongs to. */
export const correlationLabel = 'strata.correlation';
