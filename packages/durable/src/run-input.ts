import type { Classified } from '@strata/core';
import type { StartOptions } from './engine.ts';
import type { Startable } from './registry.ts';
import { schemaProblem } from './schema-problem.ts';

/** An input that is not JSON. */
class Unwritable {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

/** As it is read again by a later life of the run; what cannot be written down at all stays, and no schema takes it. */
export const plainInput = (given: unknown): unknown => {
  try {
    const text = JSON.stringify(given) as string | undefined;
    return text === undefined ? undefined : JSON.parse(text);
  } catch (thrown) {
    return new Unwritable(String(thrown));
  }
};

const wrongOption = (path: string, message: string): Classified => ({
  kind: 'invalid_input',
  message: `${path}: ${message}`,
  issues: [{ path, message }],
});

/** A store takes whole numbers for these; anything else would be a failure of the store. */
export const optionsProblem = ({ priority = 0, deadlineAt = 0 }: StartOptions): Classified | undefined => {
  if (!Number.isSafeInteger(priority)) return wrongOption('priority', `must be a whole number, not ${priority}`);
  if (!Number.isSafeInteger(deadlineAt)) return wrongOption('deadlineAt', `must be a whole number, not ${deadlineAt}`);
  return undefined;
};

/** Why something cannot be started with an input; `undefined` when it can. */
export const inputProblem = ({ input: schema }: Startable, input: unknown): Classified | undefined => {
  if (input instanceof Unwritable) {
    const message = `the input is not JSON: ${input.why}`;
    return { kind: 'invalid_input', message, issues: [{ path: '', message }] };
  }
  const parsed = schema.safeParse(input);
  return parsed.success ? undefined : schemaProblem(parsed.error);
};
