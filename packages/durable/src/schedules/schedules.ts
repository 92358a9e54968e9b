import type { Classified, Clock } from '@strata/core';
import { z } from 'zod';
import { isEnded } from '../engine.ts';
import type { Store } from '../journal/store.ts';
import type { Registry } from '../registry.ts';
import { inputProblem } from '../run-input.ts';
import { shapeOf } from '../tree/past-check.ts';
import { nextAfter, whenProblem, whenSchema } from './when.ts';

const schema = z.strictObject({
  workflow: z.string().min(1),
  input: z.unknown().optional(),
  when: whenSchema,
  overlap: z.enum(['skip', 'queue', 'cancel', 'allow']).default('skip'),
  missed: z.enum(['one', 'none']).default('one'),
});

/** When runs of a workflow are started by themselves. */
export interface ScheduleSpec {
  /** The name of the workflow, or `tool.operation`. */
  readonly workflow: string;
  readonly input?: unknown;
  readonly when: z.input<typeof whenSchema>;
  /**
   * What happens when it is time and the run before has not ended: `skip` this time, `queue` one until it has, `cancel`
   * it first, or `allow` both. @default skip
   */
  readonly overlap?: 'skip' | 'queue' | 'cancel' | 'allow';
  /** Of the times that passed while nobody drove the store: start `one` run for them all, or `none`. @default one */
  readonly missed?: 'one' | 'none';
}

/** A schedule as it stands. */
export interface Schedule extends ScheduleSpec {
  readonly id: string;
  /** When it starts the next run, in milliseconds since the epoch; absent: never again. */
  readonly nextAt?: number;
  readonly lastRun?: string;
}

type Spec = z.output<typeof schema>;

/** So late a time counts as missed, in milliseconds. */
const lateMs = 60_000;

/** How soon it is looked again whether the run before has ended, in milliseconds. */
const queueMs = 1000;

/** The schedules of a store. Of several processes that look at the same time, one starts the run. */
export class Schedules {
  readonly #store: Store;
  readonly #registry: Registry;
  readonly #clock: Clock;

  constructor(store: Store, registry: Registry, clock: Clock) {
    this.#store = store;
    this.#registry = registry;
    this.#clock = clock;
  }

  /** Makes a schedule, or changes the one of that name. */
  async put(id: string, given: ScheduleSpec): Promise<Classified | { readonly kind: 'done'; readonly done: Schedule }> {
    const parsed = schema.safeParse(given);
    if (!parsed.success) {
      const issues = parsed.error.issues.map(({ path, message }) => ({ path: z.core.toDotPath(path), message }));
      return { kind: 'invalid_input', message: issues.map((it) => `${it.path}: ${it.message}`).join('; '), issues };
    }
    const spec = parsed.data;
    const startable = this.#registry.find(spec.workflow);
    if (startable === undefined) return { kind: 'not_found', message: `there is no workflow '${spec.workflow}'` };
    const wrongTime = whenProblem(spec.when);
    if (wrongTime !== undefined)
      return { kind: 'invalid_input', message: wrongTime, issues: [{ path: 'when', message: wrongTime }] };
    const problem = inputProblem(startable, spec.input);
    if (problem !== undefined) return problem;
    const now = this.#clock.now();
    const nextAt = nextAfter(spec.when, now - 1) ?? null;
    await this.#store.transact(
      () =>
        void this.#store.database
          .prepare(
            `insert into schedules (id, spec, next_at, created_at) values (?, ?, ?, ?)
             on conflict (id) do update set spec = excluded.spec, next_at = excluded.next_at`,
          )
          .run(id, JSON.stringify(spec), nextAt, now),
    );
    return { kind: 'done', done: { id, ...given, ...(nextAt === null ? {} : { nextAt }) } };
  }

  /** Takes a schedule away; what it has started goes on. False: there was none. */
  async remove(id: string): Promise<boolean> {
    let changes = 0;
    await this.#store.transact(() => {
      changes = Number(this.#store.database.prepare('delete from schedules where id = ?').run(id).changes);
    });
    return changes > 0;
  }

  list(): readonly Schedule[] {
    return this.#store.database
      .prepare('select id, spec, next_at, last_run from schedules order by id')
      .all()
      .map((row) => ({
        id: String(row['id']),
        // What `put` has written.
        ...(JSON.parse(String(row['spec'])) as Spec),
        ...(row['next_at'] === null ? {} : { nextAt: Number(row['next_at']) }),
        ...(row['last_run'] === null ? {} : { lastRun: String(row['last_run']) }),
      }));
  }

  /** When the next one is due. */
  nextDue(): number | undefined {
    const at = this.#store.database.prepare('select min(next_at) as at from schedules where next_at is not null').get();
    return at?.['at'] === null || at?.['at'] === undefined ? undefined : Number(at['at']);
  }

  /** Starts what is due; in the transaction that is under way. */
  startDue(now: number): void {
    const due = this.#store.database
      .prepare('select id, spec, next_at, last_run from schedules where next_at <= ?')
      .all(now);
    for (const row of due) {
      const about = { id: String(row['id']), dueAt: Number(row['next_at']), lastRun: row['last_run'] };
      this.#startOne(about.id, JSON.parse(String(row['spec'])) as Spec, about.dueAt, about.lastRun, now);
    }
  }

  #startOne(id: string, spec: Spec, dueAt: number, lastRun: unknown, now: number): void {
    const next = nextAfter(spec.when, now) ?? null;
    const isMissed = now - dueAt > lateMs && spec.missed === 'none';
    const before = typeof lastRun === 'string' ? this.#store.runs.byId(lastRun) : undefined;
    const isBusy = before !== undefined && !isEnded(before.status);
    if (isBusy && !isMissed && spec.overlap === 'queue') return this.#move(id, now + queueMs, undefined);
    if (isMissed || (isBusy && spec.overlap === 'skip')) return this.#move(id, next, undefined);
    if (isBusy && spec.overlap === 'cancel') {
      const evenBlocked = before.status === 'blocked';
      const wanted = { what: 'cancel', by: `schedule ${id}`, at: now, evenBlocked } as const;
      const isIdle = before.status !== 'running';
      this.#store.runs.change(before.number, { wanted, ...(isIdle ? { status: 'pending', wakeAt: null } : {}) }, now);
    }
    const startable = this.#registry.find(spec.workflow);
    // Another process may know it.
    if (startable === undefined) return this.#move(id, now + lateMs, undefined);
    const runId = this.#clock.id();
    const { outline, hash } = shapeOf(startable.flow.node);
    this.#store.keepTree(hash, () => JSON.stringify(outline));
    this.#store.runs.insert({
      number: this.#store.nextNumber(),
      id: runId,
      workflow: spec.workflow,
      input: spec.input,
      tree: hash,
      now,
      status: 'pending',
      schedule: id,
    });
    this.#move(id, next, runId);
  }

  #move(id: string, nextAt: number | null, run: string | undefined): void {
    this.#store.database
      .prepare('update schedules set next_at = ?, last_run = coalesce(?, last_run) where id = ?')
      .run(nextAt, run ?? null, id);
  }
}
