import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { githubCatalog } from '@strata/l4-wrappers/github';
import { z } from 'zod';
import { UsageError } from '../usage-error.ts';

const { branch: branchName, repo: repository } = githubCatalog.operations.create_branch.input.shape;

/** What `ship` takes on the command line, as texts. */
export interface ShipOptions {
  readonly repo?: string;
  readonly path?: string;
  readonly title?: string;
  readonly branch?: string;
  readonly base?: string;
  readonly patch?: string;
  readonly container?: string;
  readonly minCoverage?: string;
  readonly approve?: string;
  readonly python?: string;
  readonly store?: string;
  readonly json?: boolean;
}

const text = (option: string, example: string) =>
  z
    .string({ error: `--${option} is missing: ${example}` })
    .trim()
    .min(1, `--${option} is empty: ${example}`);

const branch = (option: string) =>
  z.string().superRefine((name, ctx) => {
    const problem = branchName.safeParse(name).error?.issues[0]?.message;
    if (problem !== undefined)
      ctx.addIssue({ code: 'custom', message: `--${option} '${name}' cannot name a branch: ${problem}` });
  });

/** GitHub's own limit for a title. */
const longestTitle = 256;

const options = z.object({
  repo: text('repo', 'name the repository, as in --repo octo/app').refine(
    (name) => repository.safeParse(name).success,
    {
      error: ({ input }) => `--repo must be OWNER/NAME, not '${String(input)}'`,
    },
  ),
  path: text('path', "name the project's folder, as in --path ."),
  title: text('title', "say what the change does, as in --title 'Fix the sum'").max(
    longestTitle,
    `--title is longer than ${longestTitle} characters`,
  ),
  branch: branch('branch').optional(),
  base: branch('base').default('main'),
  patch: text('patch', 'name a file, as in --patch fix.patch').optional(),
  container: text('container', 'name an image, as in --container python:3.13').optional(),
  minCoverage: z
    .string()
    .regex(/^\d+(\.\d+)?$/, {
      error: ({ input }) => `--min-coverage must be a number from 0 to 100, not '${String(input)}'`,
    })
    .transform(Number)
    .refine((percent) => percent <= 100, '--min-coverage must be a number from 0 to 100')
    .optional(),
  approve: z
    .enum(['ask', 'auto'], { error: ({ input }) => `--approve must be ask or auto, not '${String(input)}'` })
    .default('ask'),
  python: text('python', 'name an interpreter, as in --python .venv/bin/python').optional(),
});

/** What is to be shipped and how, checked. `path` is absolute, `patch` the patch itself. */
export type ShipOrder = z.output<typeof options>;

const checkFolder = async (given: string): Promise<string> => {
  const path = resolve(given);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined)
    throw new UsageError(`--path: there is no directory ${path}`, 'Name the folder of the project.');
  if (!found.isDirectory()) throw new UsageError(`--path: ${path} is a file`, 'Name the folder that it is in.');
  return path;
};

/** A patch may hold bytes of any file, but written down as text; what is not UTF-8 would be changed by reading it. */
const readPatch = async (given: string): Promise<string> => {
  const path = resolve(given);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const why = code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${String(code)})`;
    throw new UsageError(`--patch: ${why}`, 'Make one with: git diff --binary > change.patch');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError(`--patch: ${path} is not UTF-8 text`, 'Make it with: git diff --binary > change.patch');
  }
};

/**
 * Checks the options of `ship`, and reads the patch.
 *
 * @throws UsageError naming the first option that does not fit.
 */
export const parseShipOptions = async (given: ShipOptions): Promise<ShipOrder> => {
  const parsed = options.safeParse(given);
  if (!parsed.success)
    throw new UsageError(parsed.error.issues[0]?.message ?? parsed.error.message, 'See strata ship --help.');
  const path = await checkFolder(parsed.data.path);
  const patch = parsed.data.patch === undefined ? {} : { patch: await readPatch(parsed.data.patch) };
  return { ...parsed.data, path, ...patch };
};
