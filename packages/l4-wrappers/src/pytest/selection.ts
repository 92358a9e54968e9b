import { z } from 'zod';

/** What both operations take to say which tests are meant. */
export const selection = {
  cwd: z.string().min(1).describe('The project folder, an absolute path'),
  paths: z
    .array(z.string().min(1).regex(/^[^-]/, 'a path cannot begin with a dash: write ./-name'))
    .default([])
    .describe('Files, folders or node ids to run; none: what the project itself configures'),
  markers: z.string().min(1).optional().describe('A marker expression such as "unit and not slow"'),
  keyword: z.string().min(1).optional().describe('A keyword expression such as "login and not slow"'),
};

/** The same as pytest's arguments, without the paths. Nothing is selected by marker unless somebody asked for it. */
export const selectionArgs = (input: {
  readonly markers?: string | undefined;
  readonly keyword?: string | undefined;
}): readonly string[] => [
  ...(input.markers === undefined ? [] : ['-m', input.markers]),
  ...(input.keyword === undefined ? [] : ['-k', input.keyword]),
];
