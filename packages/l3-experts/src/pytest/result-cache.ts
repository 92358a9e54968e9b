import { createHash } from 'node:crypto';
import {
  type Call,
  type Failure,
  type OutputOf,
  type Policy,
  type Proceed,
  type Result,
  type WorkflowContext,
  createPolicy,
  succeed,
} from '@strata/core';
import type { PyTestOperations } from '@strata/l4-wrappers/pytest';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { Flights } from '../policies/flight.ts';
import { ContentReader, fingerprintOf } from './project-fingerprint.ts';
import { seenByTests } from './seen-by-tests.ts';

type Answer = Result<unknown, Failure>;

/** The answer of a run as it is kept. */
export type KeptRun = OutputOf<PyTestOperations, 'run_tests'>;

/** Where results are kept. One that fails is no trouble of who wants a run: it has nothing, and keeps nothing. */
export interface ResultStore {
  readonly get: (key: string) => KeptRun | undefined | Promise<KeptRun | undefined>;
  readonly set: (key: string, run: KeptRun) => void | Promise<void>;
}

/**
 * Keeps the results that were asked for last, so many, and together no longer than `maxSize` characters of JSON: a longer
 * one is not kept. As texts, so that nobody who was given one can change what the next one gets.
 */
export const createMemoryResultStore = (maxEntries: number, maxSize = 20_000_000): ResultStore => {
  const kept = new LRUCache<string, string>({
    max: maxEntries,
    maxSize,
    sizeCalculation: (json, key) => json.length + key.length,
  });
  return {
    get: (key) => {
      const json = kept.get(key);
      // It was a run when it was made a text.
      return json === undefined ? undefined : (JSON.parse(json) as KeptRun);
    },
    set: (key, run) => void kept.set(key, JSON.stringify(run)),
  };
};

/** What may be set otherwise than advised. */
export interface ResultCacheOptions {
  /** @default the 50 results that were asked for last, in memory, of 20 million characters together */
  readonly store?: ResultStore;
}

const optionsSchema = z.strictObject({
  store: z
    .custom<ResultStore>((given) => typeof given === 'object' && given !== null && 'get' in given && 'set' in given)
    .default(() => createMemoryResultStore(50)),
});

/** A run that was stopped after some failures has not seen the other tests. */
const isWhole = ({ verdict, total }: KeptRun, request: object): boolean =>
  verdict !== 'no_tests' && total > 0 && !('maxFailures' in request && request.maxFailures !== undefined);

/** Everything that the tests can see, as one key; `undefined` when it cannot be found out. */
const keyOf = async (reader: ContentReader, { tool, request, ctx }: Call): Promise<string | undefined> => {
  const seen = await seenByTests(reader, tool, request, ctx);
  if (seen === undefined) return undefined;
  const text = JSON.stringify([request, seen.outside, fingerprintOf([seen.inside])]);
  return createHash('sha256').update(text).digest('hex');
};

/** Whoever listens hears of each test as if it had just ended. */
const tellAgain = async (run: KeptRun, { ctx }: Call): Promise<void> => {
  for (const [index, { id, outcome, durationMs }] of run.tests.entries())
    await ctx.onPart?.({ event: 'finished', id, done: index + 1, total: run.total, outcome, durationMs });
};

/** The runs of one tool: those that are kept, and those that are under way. */
class KeptRuns {
  readonly #store: ResultStore;
  readonly #flights = new Flights();
  #reader: ContentReader | undefined;

  constructor(store: ResultStore) {
    this.#store = store;
  }

  async answer(call: Call, proceed: Proceed): Promise<Answer> {
    const { clock } = call.ctx;
    const startedMs = clock.monotonicMs();
    this.#reader ??= new ContentReader(clock);
    const key = await keyOf(this.#reader, call);
    if (key === undefined) return proceed();
    const kept = call.ctx.fresh === true ? undefined : await this.#kept(key);
    const meta = () => ({ durationMs: clock.monotonicMs() - startedMs, attempts: 0, cached: true });
    if (kept !== undefined) {
      // A store of somebody else may hand out the very same object each time.
      const run = structuredClone(kept);
      await tellAgain(run, call);
      return succeed(run, meta());
    }
    // Whoever listens wants to hear it while it happens, and not what somebody else's run has told.
    if (call.ctx.fresh === true || call.ctx.onPart !== undefined) return this.#run(key, call, proceed, call.ctx);
    const about = { operation: call.operation.name };
    const run = (shared: WorkflowContext): Promise<Answer> => this.#run(key, call, proceed, shared);
    const { flight, isFirst } = this.#flights.under(key, about, call.ctx, run);
    const answer = await flight.join(call.ctx);
    if (isFirst) return flight.isShared ? structuredClone(answer) : answer;
    return { ...structuredClone(answer), meta: meta() };
  }

  async #run(key: string, call: Call, proceed: Proceed, ctx: WorkflowContext): Promise<Answer> {
    const result = await proceed(ctx);
    if (!result.success) return result;
    // The wrapper's own output schema has just parsed it.
    const run = result.data as KeptRun;
    const reader = (this.#reader ??= new ContentReader(ctx.clock));
    if (isWhole(run, call.request) && (await keyOf(reader, { ...call, ctx })) === key) await this.#keep(key, run);
    return result;
  }

  async #kept(key: string): Promise<KeptRun | undefined> {
    try {
      return await this.#store.get(key);
    } catch {
      return undefined;
    }
  }

  async #keep(key: string, run: KeptRun): Promise<void> {
    try {
      await this.#store.set(key, structuredClone(run));
    } catch {
      // The run has been answered for, kept or not.
    }
  }
}

/**
 * Answers `run_tests` from an earlier run when nothing has changed that the tests can see: every file below the project's
 * folder, below the other folders of modules and beside the paths that are given; the configuration and each
 * `conftest.py` of the folders above with all that stands beside them; the paths that the configuration names; which
 * commit is checked out; the interpreter, what is installed for it, editable or not, the environment, and every field of the request. Whole results are kept, green
 * or red; failures never are, nor a run during which something changed, nor one whose configuration may be anywhere
 * (`-c`, `-o`, `--rootdir`) or whose modules may (an import hook that nobody knows). Callers of one run that come together share it.
 *
 * What tests see of the time, of a network or of a path that only their own code names shows nowhere; whoever has such
 * tests does without.
 *
 * @throws TypeError naming an option that does not fit.
 */
export const resultCache = (options: ResultCacheOptions = {}): Policy => {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) throw new TypeError(`resultCache: ${z.prettifyError(parsed.error)}`);
  const { store } = parsed.data;
  return createPolicy(() => {
    const runs = new KeptRuns(store);
    return (call, proceed) => (call.operation.name === 'run_tests' ? runs.answer(call, proceed) : proceed());
  });
};
