import {
  type Call,
  type Failure,
  type Policy,
  type Proceed,
  type Result,
  createPolicy,
  fail,
  succeed,
} from '@strata/core';
import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';
import { type Flight, Flights } from './flight.ts';
import { type CacheEntry, type CacheStore, createMemoryStore } from './cache-store.ts';
import { givenUp, whileThere, withGrace } from './patience.ts';
import { parseOptions } from './policy-options.ts';
import { Shelf } from './shelf.ts';

const freshMs = z.number().nonnegative();

const optionsSchema = z.strictObject({
  freshMs: freshMs.default(0),
  operations: z.record(z.string(), freshMs).default({}),
  store: z.custom<CacheStore>((value) => typeof value === 'object' && value !== null, 'must be a store').optional(),
});

/** For how long answers are good, and where they are kept. */
export interface CacheOptions {
  /**
   * For how long an answer is given again without asking the tool, in milliseconds. 0: the tool is always asked, and
   * a wrapper that can asks it whether what it answered last still holds.
   * @default 0
   */
  readonly freshMs?: number;
  /** Reads that have a time of their own, by name. @default {} */
  readonly operations?: Readonly<Record<string, number>>;
  /**
   * Where answers are kept. One that several tools share must be for the same credentials.
   * @default `createMemoryStore()`, one for each tool
   */
  readonly store?: CacheStore;
}

type Answer = Result<unknown, Failure>;

/** A read that may be shared: what it asks, and what it is about. */
interface Shareable {
  readonly key: string;
  readonly tags: readonly string[];
}

const inputIn = ({ operation: _name, ...input }: Call['request']): object => input;

/** What somebody wrote as `Octo/App` is the same to most tools; forgetting too much does no harm. */
const tagsOf = ({ operation }: Call, input: object): readonly string[] | undefined =>
  operation.tags?.(input).map((tag) => tag.toLowerCase());

/** `undefined`: this very call has to reach the tool. */
const shareable = (call: Call): Shareable | undefined => {
  const { tool, operation, request, ctx } = call;
  if (ctx.onPart !== undefined || ctx.fresh === true || ctx.retried === true || ctx.signal.aborted) return undefined;
  const parsed = operation.input.safeParse(inputIn(request));
  const tags = parsed.success ? tagsOf(call, parsed.data) : undefined;
  if (!parsed.success || tags === undefined) return undefined;
  // Every field with its default filled in: whatever tells two requests apart tells their answers apart.
  return { key: `${tool.name}.${operation.name}:${canonicalJson(parsed.data)}`, tags };
};

/** What one tool has answered, and what is on its way. */
class ToolCache {
  readonly #shelf: Shelf;
  readonly #freshMsOf: (operation: string) => number;
  readonly #flights = new Flights();
  readonly #underWay = new Set<Flight>();

  constructor(store: CacheStore, freshMsOf: (operation: string) => number) {
    this.#shelf = new Shelf(store);
    this.#freshMsOf = freshMsOf;
  }

  async read(call: Call, proceed: Proceed): Promise<Answer> {
    const ctx = { ...call.ctx, revalidation: call.ctx.revalidation ?? this.#shelf.revalidation(call.ctx) };
    const wanted = shareable(call);
    if (wanted === undefined) return proceed(ctx);
    const startedMs = ctx.clock.monotonicMs();
    const { flight, isFirst } = this.#under({ ...call, ctx }, wanted, proceed);
    const answer = await flight.join(ctx);
    if (isFirst && answer.meta.cached !== true)
      return flight.isShared && answer.success ? structuredClone(answer) : answer;
    const meta = { durationMs: ctx.clock.monotonicMs() - startedMs, attempts: 0, cached: true };
    // Each gets a copy: what one does with it must not show in the others'.
    return answer.success ? { ...answer, data: structuredClone(answer.data), meta } : { ...answer, meta };
  }

  /** What the write may change is dropped before, and again after: nobody knows at which moment it happened. */
  async write(call: Call, proceed: Proceed): Promise<Answer> {
    const parsed = call.operation.input.safeParse(inputIn(call.request));
    // Neither changes anything: a dry run, and what the tool is going to refuse.
    if (call.ctx.dryRun === true || !parsed.success) return proceed();
    const tags = tagsOf(call, parsed.data);
    const startedMs = call.ctx.clock.monotonicMs();
    const dropped = await whileThere(call.ctx, this.#drop(tags));
    if ('gone' in dropped) {
      const meta = { durationMs: call.ctx.clock.monotonicMs() - startedMs, attempts: 0 };
      return fail(givenUp(call.operation.name, dropped.gone, 'the cache to forget'), meta);
    }
    try {
      return await proceed();
    } finally {
      if (!(await withGrace(call.ctx, this.#drop(tags)))) this.#shelf.distrust();
    }
  }

  #under(call: Call, wanted: Shareable, proceed: Proceed): ReturnType<Flights['under']> {
    const about = { operation: call.operation.name, tags: wanted.tags };
    const under = this.#flights.under(
      wanted.key,
      about,
      call.ctx,
      (ctx, self) => this.#ask({ ...call, ctx }, wanted, self, proceed),
      (landed) => this.#underWay.delete(landed),
    );
    this.#underWay.add(under.flight);
    return under;
  }

  async #ask({ operation, ctx }: Call, { key, tags }: Shareable, self: Flight, proceed: Proceed): Promise<Answer> {
    const freshFor = this.#freshMsOf(operation.name);
    // A store that hangs holds nobody who has gone.
    const found = freshFor > 0 ? await whileThere(ctx, this.#shelf.get(key)) : undefined;
    const kept = found !== undefined && 'value' in found ? found.value : undefined;
    const ageMs = ctx.clock.now() - (kept?.storedAt ?? 0);
    if (kept !== undefined && ageMs >= 0 && ageMs < freshFor)
      return succeed(kept.value, { durationMs: 0, attempts: 0, cached: true });
    const askedAt = ctx.clock.now();
    const answer = await proceed(ctx);
    if (answer.success && freshFor > 0 && !self.isOutdated)
      await whileThere(ctx, this.#keep(key, { value: answer.data, storedAt: askedAt, tags }, self));
    return answer;
  }

  async #keep(key: string, entry: CacheEntry, flight: Flight): Promise<void> {
    await this.#shelf.set(key, entry);
    // Something was written while it was put there.
    if (flight.isOutdated) await this.#shelf.delete(key);
  }

  async #drop(tags: readonly string[] | undefined): Promise<void> {
    for (const flight of this.#underWay)
      if (tags === undefined || flight.tags.some((tag) => tags.includes(tag))) flight.outdate();
    await this.#shelf.deleteTags(tags);
  }
}

/**
 * Asks a tool no more than is needed. Callers of one read that come while it is under way wait for its one answer; who
 * is aborted, or whose deadline comes, leaves alone, and the call ends when nobody waits any more. Answers are kept for
 * `freshMs`, and given to the wrapper so that it can ask whether they still hold (over HTTP with their ETag: GitHub
 * charges nothing for a 304).
 *
 * Only reads with `tags` are shared and kept, each under its whole input with defaults. A write drops what has one of
 * its tags, or everything when it names none, before and after it runs, whatever became of it; a read that was under
 * way meanwhile is not kept, and nobody who comes later waits for it. Failures are never kept. Calls that listen for
 * parts (`onPart`), that were tried before (`retried`) and that have to be of this moment (`fresh`: looking for an
 * effect) always reach the tool. `meta.cached` says when the tool was not asked.
 *
 * A shared call is nobody's own: policies within see no `agent`, `reason`, `callId` or `deadlineAt`. So `guard`, which
 * asks who it is, and `audit` belong outside.
 *
 * @throws TypeError naming an option that does not fit, or an operation that the tool does not have.
 */
export const cache = (options: CacheOptions = {}): Policy => {
  const { freshMs: usualMs, operations: own, store } = parseOptions('cache', optionsSchema, options);
  return createPolicy((tool) => {
    for (const name of Object.keys(own))
      if (!Object.hasOwn(tool.operations, name))
        throw new TypeError(`cache: operations.${name}: ${tool.name} has no such operation`);
    const kept = new ToolCache(store ?? createMemoryStore(), (operation) => own[operation] ?? usualMs);
    return (call, proceed) => (call.operation.effect === 'read' ? kept.read(call, proceed) : kept.write(call, proceed));
  });
};
