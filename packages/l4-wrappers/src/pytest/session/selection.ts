import { z } from 'zod';

/** Text that can be an argument of a program: it holds no NUL. */
export const argument = z.string().refine((text) => !text.includes('\0'), 'cannot hold a NUL character');

/** Environment variables for the tests alone. */
export const environment = z
  .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'no name of an environment variable'), argument)
  .refine((given) => !('PYTHONPATH' in given), 'PYTHONPATH is an input of its own: pythonPath')
  .default({});

/** What operations that run pytest take to say which tests are meant. */
export const selection = {
  cwd: argument.min(1).describe('The project folder, an absolute path'),
  paths: z
    .array(
      argument
        .min(1)
        .regex(/^[^-]/, 'a path cannot begin with a dash: write ./-name')
        // pytest 8.2 and later read arguments from the file that is named so.
        .regex(/^[^@]/, 'a path cannot begin with @: write ./@name'),
    )
    .default([])
    .describe('Files, folders or node ids to run; none: what the project itself configures'),
  markers: argument.min(1).optional().describe('A marker expression such as "unit and not slow"'),
  keyword: argument.min(1).optional().describe('A keyword expression such as "login and not slow"'),
  pythonPath: z
    .array(argument.regex(/^[^:]+$/, 'PYTHONPATH can hold neither an empty path nor one with a colon'))
    .default([])
    .describe(
      'Folders whose modules are taken before installed ones, those of projects installed in editable mode included',
    ),
  env: environment.describe('Environment variables for this run, besides those of the wrapper'),
};

/** The same as pytest's arguments, without the paths. Nothing is selected by marker unless somebody asked for it. */
export const selectionArgs = (input: {
  readonly markers?: string | undefined;
  readonly keyword?: string | undefined;
}): readonly string[] => [
  ...(input.markers === undefined ? [] : ['-m', input.markers]),
  ...(input.keyword === undefined ? [] : ['-k', input.keyword]),
];
