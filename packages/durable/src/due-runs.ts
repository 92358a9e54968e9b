import type { Schedules } from './schedules/schedules.ts';
import type { Store } from './journal/store.ts';

/** What of a store is due for a process. */
export interface DueRunsOptions {
  readonly store: Store;
  readonly schedules: Schedules;
  /** The workflows that this process knows: others are left to others. */
  readonly workflows: readonly string[];
  /** The only runs that are driven here, by id; absent: all. */
  readonly only: readonly string[] | undefined;
}

/** Runs that can be gone on with now, or at some time. */
export class DueRuns {
  readonly #options: DueRunsOptions;
  readonly #claim;
  readonly #wake;
  readonly #nextWake;

  constructor(options: DueRunsOptions) {
    this.#options = options;
    const { database } = options.store;
    this.#claim = database.prepare(
      `update runs set status = 'running', worker = ?, updated_at = ?, waits_for = null where number in (
         select number from runs where status = 'pending' and workflow in (select value from json_each(?))
         and (? or id in (select value from json_each(?)))
         order by priority desc, number limit ?) returning number`,
    );
    this.#wake = database.prepare(
      `update runs set status = 'pending', wake_at = null where wake_at <= ? and status = 'waiting'`,
    );
    this.#nextWake = database.prepare(
      `select min(wake_at) as at from runs where wake_at is not null and status = 'waiting'`,
    );
  }

  /** Takes runs that are due, as many as there is room for, and gives their numbers; in the transaction that is under way. */
  take(now: number, room: number): readonly number[] {
    const { store, schedules, workflows, only } = this.#options;
    this.#wake.run(now);
    if (only === undefined) schedules.startDue(now);
    const which = [JSON.stringify(workflows), only === undefined ? 1 : 0, JSON.stringify(only ?? [])];
    return this.#claim.all(store.workers.id, now, ...which, room).map(({ number }) => Number(number));
  }

  /** When something is due by itself next, in milliseconds since the epoch; `Infinity`: nothing is. */
  nextAt(): number {
    const { only, schedules } = this.#options;
    const scheduledAt = only === undefined ? schedules.nextDue() : undefined;
    const wakeAt = this.#nextWake.get()?.['at'];
    return Math.min(typeof wakeAt === 'number' ? wakeAt : Infinity, scheduledAt ?? Infinity);
  }
}
