import { z } from 'zod';

/** Where in a schema the first part is that JSON cannot hold: `items[].at`. */
const placeOf = (schema: z.ZodType, side: 'input' | 'output'): string => {
  let place: string | undefined;
  z.toJSONSchema(schema, {
    io: side,
    unrepresentable: 'any',
    // Called for the innermost parts first.
    override: ({ zodSchema, path }) => {
      if (place !== undefined || representable(zodSchema, side)) return;
      place = path
        .filter((part) => part !== 'properties')
        .map((part) => (part === 'items' ? '[]' : `.${part}`))
        .join('');
    },
  });
  return place === undefined || place === '' ? 'the whole' : place.replace(/^\./, '');
};

const representable = (schema: z.core.$ZodType, side: 'input' | 'output'): boolean => {
  try {
    z.toJSONSchema(schema, { io: side, unrepresentable: 'throw' });
    return true;
  } catch {
    return false;
  }
};

/**
 * Makes sure that what a schema describes is plain JSON. Journals, caches, branches on other machines and
 * every host carry inputs and outputs as JSON; a value that JSON changes would come back as something else.
 *
 * @throws TypeError naming `what`, and the field, when it isn't.
 */
export const assertPlainJson = (what: string, schema: z.ZodType, side: 'input' | 'output'): void => {
  try {
    z.toJSONSchema(schema, { io: side, unrepresentable: 'throw' });
  } catch (cause) {
    throw new TypeError(`${what} is not plain JSON at ${placeOf(schema, side)}: ${(cause as Error).message}`, {
      cause,
    });
  }
};
