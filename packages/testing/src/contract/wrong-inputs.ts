import type { z } from 'zod';

/** An input in which one field is wrong. */
export interface WrongInput {
  readonly field: string;
  readonly input: object;
}

/** What is hardly ever allowed; the first of them that a field refuses is taken. */
const unlikely: readonly unknown[] = [null, { unlikely: true }, -0.5, '\0', [null], true];

const isRefusedAt = (schema: z.ZodObject, input: object, field: string): boolean => {
  const parsed = schema.safeParse(input);
  return !parsed.success && parsed.error.issues.some(({ path }) => path[0] === field);
};

/**
 * For each field of a good input, that input with the field left out where it must be there, and with something in it
 * that the schema does not allow.
 */
export const wrongInputs = (schema: z.ZodObject, good: object): readonly WrongInput[] => {
  const { operation: _name, ...input } = good as Readonly<Record<string, unknown>>;
  return Object.keys(schema.shape).flatMap((field) => {
    const { [field]: _left, ...without } = input;
    const wrong = unlikely.map((value) => ({ ...input, [field]: value })).find((it) => isRefusedAt(schema, it, field));
    return [
      ...(isRefusedAt(schema, without, field) ? [{ field, input: without }] : []),
      ...(wrong === undefined ? [] : [{ field, input: wrong }]),
    ];
  });
};
