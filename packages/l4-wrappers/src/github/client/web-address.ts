import { z } from 'zod';

/** An address that GitHub gave. It is not taken apart to be checked: that costs more than the rest of an answer. */
export const webAddress = z
  .string()
  .regex(/^https?:\/\//, 'must be an http or https address')
  .describe('Its address.');
