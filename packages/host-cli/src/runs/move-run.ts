import { resolve } from 'node:path';
import { StoreUnusable, openEngine } from '@strata/durable';
import type { CommandEnd, CommandIo } from '../command-io.ts';
import { UsageError } from '../usage-error.ts';
import { givenJson } from './given-json.ts';
import { namedRun, shortId } from './named-run.ts';
import { type RunsOptions, atRuns } from './runs-desk.ts';
import { makeStoreFolder, storeIn } from './store-place.ts';
import { writeDocument } from './written-document.ts';

/** `strata runs export`: one run as a document, into a file or onto stdout. */
export const exportRun = (
  name: string,
  file: string | undefined,
  options: RunsOptions,
  io: CommandIo,
): Promise<CommandEnd> =>
  atRuns(options, io, async ({ engine, stdout, stderr }) => {
    const run = await namedRun(engine, name);
    const exported = await engine.export(run.id);
    if (!exported.success) return { refused: exported.error };
    if (file === undefined || file === '-') stdout.writeJson(exported.data);
    else {
      const path = resolve(file);
      await writeDocument('the document', path, `${JSON.stringify(exported.data, null, 2)}\n`);
      if (options.json === true) stdout.writeJson({ document: path });
      else stderr.write(`Written to ${path}\n`);
    }
    return {};
  });

/** A store to import into need not be there. */
const makeStore = async (path: string): Promise<void> => {
  try {
    await makeStoreFolder(path);
    await openEngine({ path, only: [] })[Symbol.asyncDispose]();
  } catch (cause) {
    if (!(cause instanceof StoreUnusable)) throw cause;
    throw new UsageError(`--store: ${cause.message}`, cause.hint);
  }
};

/** `strata runs import`: takes a run out of a document. */
export const importRun = async (file: string, options: RunsOptions, io: CommandIo): Promise<CommandEnd> => {
  const document = await givenJson('the document', file === '-' ? '-' : `@${file}`, io);
  const store = options.store === undefined ? storeIn(process.cwd()) : resolve(options.store);
  await makeStore(store);
  return atRuns({ ...options, store }, io, async ({ engine, stdout, stderr }) => {
    const imported = await engine.import(document);
    if (!imported.success) return { refused: imported.error };
    const { runId } = imported.data;
    if (options.json === true) stdout.writeJson({ runId });
    else stderr.write(`Run ${shortId(runId)} is there.\n`);
    return {};
  });
};
