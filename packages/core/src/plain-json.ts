import { z } from 'zod';

/**
 * Makes sure that what a schema describes is plain JSON. Journals, caches, branches on other machines and
 * every host carry inputs and outputs as JSON; a value that JSON changes would come back as something else.
 *
 * @throws TypeError naming `what` when it isn't.
 */
export const assertPlainJson = (what: string, schema: z.ZodType, side: 'input' | 'output'): void => {
  try {
    z.toJSONSchema(schema, { io: side, unrepresentable: 'throw' });
  } catch (cause) {
    throw new TypeError(`${what} is not plain JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
};
