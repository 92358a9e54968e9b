import type { Classified } from '@strata/core';
import { z } from 'zod';

/** What a schema found wrong with something, field by field; `under`: what the fields are fields of, for their paths. */
export const schemaProblem = ({ issues: found }: z.ZodError, under = ''): Classified => {
  const issues = found.map(({ path, message }) => ({
    path: z.core.toDotPath(under === '' ? path : [under, ...path]),
    message,
  }));
  const message = issues.map((it) => (it.path === '' ? it.message : `${it.path}: ${it.message}`)).join('; ');
  return { kind: 'invalid_input', message, issues };
};
