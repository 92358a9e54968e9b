import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { AnyTool, WorkflowContext } from '@strata/core';
import { z } from 'zod';
import { findConfiguredPlaces, placesNamedIn } from './configured-places.ts';
import type { ContentReader, FolderContents } from './project-fingerprint.ts';
import { versionFilesAbove } from './version-files.ts';

/** What tests can see. */
export interface SeenByTests {
  /** The project's own files. */
  readonly inside: FolderContents;
  /** One hash of the interpreter, of what is installed for it, of the environment, and of all other files. */
  readonly outside: string;
}

/** The fields of a run that decide what its tests see; the schema of the operation checks the rest. */
const placeSchema = z.looseObject({
  cwd: z.string(),
  env: z.record(z.string(), z.string()).default({}),
  pythonPath: z.array(z.string()).default([]),
  paths: z.array(z.string()).default([]),
  only: z.array(z.string()).default([]),
  extraArgs: z.array(z.string()).default([]),
});

const environmentSchema = z.looseObject({
  modulePaths: z.array(z.string()),
  importHooks: z.array(z.string()),
  addedOptions: z.string(),
});

/** More is no project: a home folder, say, in which somebody has left a `conftest.py`. */
const maxFiles = 50_000;

/** Arguments that let pytest take its configuration, or the tests, from where nobody has looked. */
const moving = /^(?:-[qvsl]*[co]|--config-file|--override-ini|--rootdir|--confcutdir|--pyargs)/;

const isBelow = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith('../') && !isAbsolute(way);
};

/** The folder of each path that is given: tests import what stands beside them. @throws Error for one that is none. */
const foldersOf = async (cwd: string, paths: readonly string[]): Promise<readonly string[]> => {
  const folders = paths.map(async (given) => {
    const path = await realpath(resolve(cwd, given.replace(/::.*$/s, '')));
    return (await stat(path)).isDirectory() ? path : dirname(path);
  });
  return [...new Set(await Promise.all(folders))];
};

/** Everything of some places, by the whole paths. @throws Error when there is too much, or one cannot be read. */
const readAll = async (reader: ContentReader, places: readonly string[]): Promise<Map<string, string>> => {
  const seen = new Map<string, string>();
  for (const place of new Set(places)) {
    if (dirname(place) === place) throw new Error('everything there is, is no project');
    if (!(await stat(place)).isDirectory()) seen.set(place, await reader.readFile(place));
    else for (const [path, hash] of await reader.read(place, maxFiles)) seen.set(join(place, path), hash);
  }
  return seen;
};

const see = async (
  reader: ContentReader,
  { cwd: given, pythonPath, paths, only, extraArgs, env }: z.output<typeof placeSchema>,
  environment: z.output<typeof environmentSchema>,
): Promise<SeenByTests> => {
  const cwd = await realpath(given);
  const own = await reader.read(cwd);
  const [hook] = environment.importHooks;
  if (hook !== undefined) throw new Error(`nobody knows what modules ${hook} finds`);
  const args = [...extraArgs, ...environment.addedOptions.split(/\s+/)];
  if (args.some((argument) => moving.test(argument))) throw new Error('its configuration may be anywhere');
  const starts = [cwd, ...(await foldersOf(cwd, [...paths, ...only]))];
  const { files, folders } = await findConfiguredPlaces(starts, cwd);
  const modules = [...pythonPath.map((folder) => resolve(cwd, folder)), ...environment.modulePaths];
  const named = await placesNamedIn(args.join(' '), [cwd]);
  const versions = await versionFilesAbove(cwd);
  const others = [...starts, ...files, ...folders, ...modules, ...named, ...versions].filter((place) => place !== cwd);
  const seen = await readAll(reader, others);
  const inside = new Map(own);
  for (const [path, hash] of seen) {
    if (!isBelow(cwd, path)) continue;
    inside.set(relative(cwd, path), hash);
    seen.delete(path);
  }
  const outside = createHash('sha256').update(JSON.stringify([environment, modules, env, [...seen]]));
  return { inside, outside: outside.digest('hex') };
};

/**
 * Everything that the tests of a run can see: every file of the project and of the other folders of modules, of the
 * folders of the paths that are given, the configuration and each `conftest.py` of the folders above with what stands
 * beside them, the paths that the configuration names, which commit is checked out, the interpreter, what is installed
 * for it and the environment.
 * `undefined` when it cannot be found out. A path that only a test's own code names shows nowhere.
 */
export const seenByTests = async (
  reader: ContentReader,
  tool: Pick<AnyTool, 'execute'>,
  request: object,
  ctx: WorkflowContext,
): Promise<SeenByTests | undefined> => {
  const place = placeSchema.safeParse(request);
  if (!place.success) return undefined;
  const { cwd, env } = place.data;
  const { onPart: _onPart, ...quiet } = ctx;
  const question = { operation: 'get_environment', cwd, env };
  const asked = await tool.execute(question, quiet);
  if (!asked.success) return undefined;
  // What cannot be read may change unseen.
  return await see(reader, place.data, environmentSchema.parse(asked.data)).catch(() => undefined);
};
