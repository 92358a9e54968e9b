import type { Clock, Result } from '@strata/core';
import type { RunStatus } from './engine.ts';
import type { Entry } from './journal/entry.ts';
import type { RunRow } from './journal/run-rows.ts';
import { lookMs, looksPerBeat } from './journal/workers.ts';
import { afterThisTurn } from './journal/turn.ts';
import { changeAfter } from './change-after.ts';
import { DueRuns, type DueRunsOptions } from './due-runs.ts';
import { blockedOrEnded, problemOf } from './ended-blocked.ts';
import type { Ending, LiveRun } from './live-run.ts';
import { StoreUnusable } from './store-unusable.ts';

/** How often is looked whether another process has written something, in milliseconds. */
const pollMs = 100;

/** What a driver needs of its engine. */
export interface DriverOptions extends DueRunsOptions {
  readonly clock: Clock;
  /** How many runs are driven at once, at most. */
  readonly atOnce: number;
  readonly live: (row: RunRow, entries: Iterable<Entry>, given: { readonly input?: unknown }) => LiveRun;
  readonly onStatus: (row: RunRow, status: RunStatus) => void;
  readonly onEnded: (row: RunRow, outcome: Result<unknown, unknown>) => void;
  /** Another process has written something. */
  readonly onOthers: () => void;
  readonly onBug: (reason: unknown) => void;
}

/** Takes runs that are due, drives them, and writes down how their life here ended. */
export class Driver {
  readonly #options: DriverOptions;
  readonly #live = new Map<number, LiveRun>();
  readonly #liveIds = new Set<string>();
  readonly #drives = new Set<Promise<void>>();
  readonly #due;
  readonly #heard;
  #isLooking = false;
  /** Whether runs may wait for room here. */
  #mayBeMore = false;
  #isClosing = false;
  /** How many are about to begin. */
  #reserved = 0;
  #seenVersion: number;
  #seenEntry: number;
  #stopPoll = (): void => {};
  #stopBeat = (): void => {};
  #stopWake = (): void => {};

  constructor(options: DriverOptions) {
    this.#options = options;
    const { database } = options.store;
    this.#due = new DueRuns(options);
    this.#heard = database.prepare(
      `select run from entries where id > ? and id <= ? and kind in (10, 12, 17) group by run`,
    );
    this.#seenVersion = options.store.dataVersion;
    this.#seenEntry = this.#newestEntry();
  }

  /** Takes over what the dead have left, and begins to look for work. */
  open(): void {
    this.#options.store.workers.buryDead();
    this.#poll();
    this.#beat();
    this.lookForWork();
  }

  liveOf(number: number): LiveRun | undefined {
    return this.#live.get(number);
  }

  /** Whether a run is driven here at this moment. */
  isLive(runId: string): boolean {
    return this.#liveIds.has(runId);
  }

  /** Keeps room for a run that is about to begin; false when there is none, or others have waited for it longer. */
  reserve(runId: string): boolean {
    if (this.#options.only?.includes(runId) === false) return false;
    if (this.#isOver || this.#mayBeMore || this.#room <= 0) return false;
    this.#reserved += 1;
    return true;
  }

  /** The room is used now, or not needed. */
  release(): void {
    this.#reserved -= 1;
  }

  get #room(): number {
    return this.#options.atOnce - this.#live.size - this.#reserved;
  }

  /** Whether nothing is driven here any more: the engine is closing, or nothing can be written. */
  get #isOver(): boolean {
    return this.#isClosing || this.#options.store.commit.broken !== undefined;
  }

  /** Does something by itself, where nobody else would hear of a store that cannot be read. */
  #unlessOver(act: () => void): void {
    if (this.#isOver) return;
    try {
      act();
    } catch (reason) {
      this.#options.store.commit.break(reason);
    }
  }

  /** Drives a run that this process has taken. */
  drive(row: RunRow, entries: Iterable<Entry>, given: { readonly input?: unknown } = {}): void {
    // Whoever opens the store next has it.
    if (this.#isOver) return;
    this.#options.onStatus(row, 'running');
    const live = this.#options.live(row, entries, given);
    this.#live.set(row.number, live);
    this.#liveIds.add(row.id);
    if (row.wanted?.what === 'cancel') live.cancel();
    const driving = this.#follow(live).finally(() => {
      this.#drives.delete(driving);
      if (this.#mayBeMore) this.lookForWork();
    });
    this.#drives.add(driving);
  }

  /** Looks for runs that are due, once in a turn of the event loop. */
  lookForWork(): void {
    if (this.#isLooking || this.#isClosing) return;
    this.#isLooking = true;
    afterThisTurn(() => {
      this.#isLooking = false;
      this.#unlessOver(() => this.#takeDue());
    });
  }

  /** Stops all runs where they are, waits until they have stopped, and takes no more. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#stopPoll();
    this.#stopBeat();
    this.#stopWake();
    for (const live of this.#live.values()) live.stop('the engine is closing', { abort: true });
    await Promise.all(this.#drives);
  }

  /** Ends everything at once: nothing can be written any more. */
  abandon(): void {
    for (const live of this.#live.values()) live.stop('the store is gone', { abort: true });
  }

  #takeDue(): void {
    const { store, clock } = this.#options;
    const room = Math.max(0, this.#room);
    let taken: readonly number[] = [];
    // In one transaction, and only as long as this process is taken for alive.
    store.commit.write(() => (taken = this.#due.take(clock.now(), room)));
    store.commit.flush();
    if (!store.commit.isHeldUp) return this.#goOnWith(taken, room);
    // The transaction comes later, and nothing more is taken until then.
    this.#isLooking = true;
    const then = (): void => {
      this.#isLooking = false;
      this.#unlessOver(() => this.#goOnWith(taken, room));
    };
    void store.commit.committed().then(then, () => {});
  }

  #goOnWith(taken: readonly number[], room: number): void {
    // What could not be written down was not taken.
    if (this.#isOver) return;
    this.#mayBeMore = taken.length === room;
    for (const number of taken) {
      const row = this.#options.store.runs.byNumber(number);
      if (row !== undefined) this.#goOn(row);
    }
    this.#wakeInTime();
  }

  /** Goes on with a run that was taken. One whose journal cannot be read is put aside, and the others go on. */
  #goOn(row: RunRow): void {
    const { store, clock, onStatus, onEnded, onBug } = this.#options;
    try {
      this.drive(row, store.entriesOf(row.number));
    } catch (reason) {
      if (!(reason instanceof StoreUnusable) || reason.problem !== 'damaged') throw reason;
      const { change, outcome } = blockedOrEnded(store, row, problemOf(reason), clock.now());
      store.commit.write(() => store.runs.change(row.number, change, clock.now()));
      const tell = (): void => {
        onStatus(row, change.status);
        if (outcome !== undefined) onEnded(row, outcome);
      };
      // When it cannot be written down everybody hears why.
      void store.commit.committed().then(tell, () => {});
      onBug(reason);
    }
  }

  /** A timer for the first run that is due by itself. */
  #wakeInTime(): void {
    this.#stopWake();
    const { clock } = this.#options;
    const at = this.#due.nextAt();
    if (at === Infinity) return;
    this.#stopWake = clock.after(Math.max(0, at - clock.now()), () => this.lookForWork());
  }

  #poll(): void {
    const { store, clock } = this.#options;
    this.#stopPoll = clock.after(pollMs, () => {
      this.#unlessOver(() => {
        const version = store.dataVersion;
        if (version !== this.#seenVersion) {
          this.#seenVersion = version;
          this.#hearOthers();
          this.#options.onOthers();
          this.lookForWork();
        }
        this.#poll();
      });
    });
  }

  /** What other processes have written down about runs that live here: decisions, messages, answers, wishes. */
  #hearOthers(): void {
    const { store } = this.#options;
    const newest = this.#newestEntry();
    for (const { run } of this.#heard.all(this.#seenEntry, newest)) this.#live.get(Number(run))?.catchUp();
    // Not only until the last that was of interest: what is between would be looked through again each time.
    this.#seenEntry = newest;
    for (const [number, live] of this.#live) {
      const wanted = store.runs.byNumber(number)?.wanted?.what;
      if (wanted === 'cancel') live.cancel();
      if (wanted === 'pause') live.stop('it was paused', { abort: false });
    }
  }

  #newestEntry(): number {
    return Number(this.#options.store.database.prepare('select max(id) as id from entries').get()?.['id'] ?? 0);
  }

  #beat(looks = 1): void {
    const { store, clock } = this.#options;
    this.#stopBeat = clock.after(lookMs, () => {
      this.#unlessOver(() => {
        const isBeat = looks % looksPerBeat === 0;
        if (isBeat) store.commit.write(() => store.workers.beat());
        // Also for what became due while the machine slept, or when its time was set: timers know nothing of that.
        if (store.workers.buryDead(store.commit) > 0 || isBeat) this.lookForWork();
        this.#beat(looks + 1);
      });
    });
  }

  async #follow(live: LiveRun): Promise<void> {
    const { row } = live;
    const ending = await live.drive();
    this.#live.delete(row.number);
    this.#liveIds.delete(row.id);
    try {
      await this.#writeDown(live, ending);
    } catch (reason) {
      // The store is gone: whoever opens it next goes on from what was written down.
      if (reason !== this.#options.store.commit.broken) this.#options.onBug(reason);
    }
  }

  async #writeDown(live: LiveRun, ending: Ending): Promise<void> {
    const { store, clock, onStatus, onEnded, onBug } = this.#options;
    const { row } = live;
    const { change, outcome } = changeAfter(ending, live, store, clock.now());
    let { status } = change;
    store.commit.write(() => {
      status = this.#statusNow(live, change.status);
      const woken = status === 'waiting' ? {} : { wakeAt: null };
      store.runs.change(row.number, { ...change, ...woken, status }, clock.now());
      // Before anybody can take it up again.
      if (outcome === undefined) onStatus(row, status);
    });
    await store.commit.committed();
    if (outcome !== undefined) onStatus(row, status);
    // It is due again at some time, or already.
    if (outcome === undefined) this.lookForWork();
    if (outcome !== undefined) onEnded(row, outcome);
    if (ending.kind === 'broken') onBug(ending.reason);
  }

  /** What came just when the run was put away must not be waited for for ever; called in the transaction that does it. */
  #statusNow({ row, lastRead, isCalledOff }: LiveRun, status: RunStatus): RunStatus {
    if (status !== 'waiting' && status !== 'pending') return status;
    const { store } = this.#options;
    const wanted = store.runs.byNumber(row.number)?.wanted?.what;
    if (wanted === 'pause') return 'paused';
    const isNews = (wanted === 'cancel' && !isCalledOff) || store.hasNews(row.number, lastRead);
    return isNews ? 'pending' : status;
  }
}
