import type { z } from 'zod';

/**
 * Parses a policy's options once, where the policy is made.
 *
 * @throws TypeError naming the policy and the option that does not fit, also one that is not known.
 */
export const parseOptions = <Schema extends z.ZodType>(
  policy: string,
  schema: Schema,
  options: z.input<Schema>,
): z.output<Schema> => {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'options'}: ${message}`);
  throw new TypeError(`${policy}: ${problems.join('; ')}`);
};
