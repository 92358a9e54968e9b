import { createHash } from 'node:crypto';
import {
  type Call,
  type Failure,
  type OutputOf,
  type Policy,
  type Proceed,
  type Result,
  createPolicy,
  succeed,
} from '@strata/core';
import type { PyTestOperations } from '@strata/l4-wrappers/pytest';
import { z } from 'zod';
import { ContentReader, fingerprintOf } from './project-fingerprint.ts';

/** The answer of a run as it is kept. */
export type KeptRun = OutputOf<PyTestOperations, 'run_tests'>;

/** Where results are kept. */
export interface ResultStore {
  readonly get: (key: string) => KeptRun | undefined | Promise<KeptRun | undefined>;
  readonly set: (key: string, run: KeptRun) => void | Promise<void>;
}

/** Keeps the results that were asked for last. */
export const createMemoryResultStore = (maxEntries: number): ResultStore => {
  const kept = new Map<string, KeptRun>();
  return {
    get: (key) => {
      const run = kept.get(key);
      if (run === undefined) return undefined;
      kept.delete(key);
      kept.set(key, run);
      return run;
    },
    set: (key, run) => {
      kept.delete(key);
      kept.set(key, run);
      for (const oldest of kept.keys()) {
        if (kept.size <= maxEntries) break;
        kept.delete(oldest);
      }
    },
  };
};

/** What may be set otherwise than advised. */
export interface ResultCacheOptions {
  /** @default the 50 results that were asked for last, in memory */
  readonly store?: ResultStore;
}

const optionsSchema = z.strictObject({
  store: z
    .custom<ResultStore>((given) => typeof given === 'object' && given !== null && 'get' in given && 'set' in given)
    .default(() => createMemoryResultStore(50)),
});

/** The two fields of a run that decide where it happens; the schema of the operation checks the rest. */
const placeSchema = z.looseObject({
  cwd: z.string(),
  env: z.record(z.string(), z.string()).default({}),
  pythonPath: z.array(z.string()).default([]),
});

const environmentSchema = z.looseObject({ modulePaths: z.array(z.string()) });

/** A run that was stopped after some failures has not seen the other tests. */
const isWhole = ({ verdict, total }: KeptRun, request: object): boolean =>
  verdict !== 'no_tests' && total > 0 && !('maxFailures' in request && request.maxFailures !== undefined);

/** Everything that the tests can see, as one key; `undefined` when it cannot be found out. */
const keyOf = async (reader: ContentReader, { tool, request, ctx }: Call): Promise<string | undefined> => {
  const place = placeSchema.safeParse(request);
  if (!place.success) return undefined;
  const { cwd, env, pythonPath } = place.data;
  const { onPart: _onPart, ...quiet } = ctx;
  const question = { operation: 'get_environment', cwd, env };
  const asked = await tool.execute(question, quiet);
  if (!asked.success) return undefined;
  const { modulePaths } = environmentSchema.parse(asked.data);
  const folders = [...new Set([cwd, ...pythonPath, ...modulePaths])];
  try {
    const contents = await Promise.all(folders.map((folder) => reader.read(folder)));
    const seen = JSON.stringify([request, asked.data, folders, fingerprintOf(contents)]);
    return createHash('sha256').update(seen).digest('hex');
  } catch {
    // A folder that cannot be read: what is in it may change unseen.
    return undefined;
  }
};

/** Whoever listens hears of each test as if it had just ended. */
const tellAgain = async (run: KeptRun, { ctx }: Call): Promise<void> => {
  for (const [index, { id, outcome, durationMs }] of run.tests.entries())
    await ctx.onPart?.({ event: 'finished', id, done: index + 1, total: run.total, outcome, durationMs });
};

/**
 * Answers `run_tests` from an earlier run when nothing has changed that the tests can see: every file below the project's
 * folder and below the other folders of modules, the interpreter, what is installed for it, the environment, and every
 * field of the request. Whole results are kept, green or red; failures never are, nor a run during which something changed.
 * What tests see of the time or of a network shows nowhere; whoever has such tests does without.
 *
 * @throws TypeError naming an option that does not fit.
 */
export const resultCache = (options: ResultCacheOptions = {}): Policy => {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) throw new TypeError(`resultCache: ${z.prettifyError(parsed.error)}`);
  const { store } = parsed.data;
  return createPolicy(() => {
    let reader: ContentReader | undefined;
    return async (call: Call, proceed: Proceed): Promise<Result<unknown, Failure>> => {
      if (call.operation.name !== 'run_tests') return proceed();
      reader ??= new ContentReader(call.ctx.clock);
      const startedMs = call.ctx.clock.monotonicMs();
      const key = await keyOf(reader, call);
      const kept = key === undefined ? undefined : await store.get(key);
      if (kept !== undefined) {
        await tellAgain(kept, call);
        return succeed(kept, { durationMs: call.ctx.clock.monotonicMs() - startedMs, attempts: 0, cached: true });
      }
      const result = await proceed();
      if (key === undefined || !result.success) return result;
      // The wrapper's own output schema has just parsed it.
      const run = result.data as KeptRun;
      if (isWhole(run, call.request) && (await keyOf(reader, call)) === key) await store.set(key, run);
      return result;
    };
  });
};
