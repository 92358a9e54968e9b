import { resolve } from 'node:path';
import type { PerformedOperation } from '@strata/core';
import type { z } from 'zod';

/** A path inside a container, or on the engine's machine, means nothing here. */
const isHere = ({ description }: z.ZodType): boolean => description?.includes('on this machine') === true;

/**
 * The same input, where each path that has to be absolute is: a relative one is taken from the current folder. These are
 * the fields whose description says 'on this machine', as far as their schema refuses what is not absolute.
 */
export const withWholePaths = (
  { input: { shape } }: PerformedOperation,
  input: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => {
  const fields: Readonly<Record<string, z.ZodType>> = shape;
  const wholeOf = (name: string, value: unknown): unknown => {
    const field = fields[name];
    if (typeof value !== 'string' || value === '' || field === undefined || !isHere(field)) return value;
    const issues = field.safeParse(value).error?.issues ?? [];
    return issues.some(({ message }) => message.includes('absolute path')) ? resolve(value) : value;
  };
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, wholeOf(name, value)]));
};
