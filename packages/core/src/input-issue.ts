import type { z } from 'zod';
import type { InputIssue } from './failure.ts';

const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );

/** What a schema found, field by field. */
export const issuesOf = (error: z.ZodError): readonly InputIssue[] =>
  error.issues.map((issue) => ({ path: pathOf(issue.path), message: issue.message }));

/** All of it in one line. */
export const inWords = (issues: readonly InputIssue[]): string =>
  issues.map((issue) => (issue.path === '' ? issue.message : `${issue.path}: ${issue.message}`)).join('; ');
