import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Clock, StopTimer } from '@strata/core';
import { StoreUnusable, asStoreProblem, isBusy } from '../store-unusable.ts';
import type { EntryKindNumber } from './entry.ts';
import { afterThisTurn } from './turn.ts';

/** What is written in the same transaction as the entries of its turn. */
export type Write = () => void;

/**
 * Another process that writes is waited for by SQLite itself, for which everything else stands still; so only for a moment,
 * and then again after a while, in which everything else goes on: see `busyMs`.
 */
const retryMs = 500;
/** So often a commit is tried while another process holds the file: for a minute, about. */
const mostTries = 60;

export interface GroupCommitOptions {
  readonly clock: Clock;
  /** Throws when this process may not write any more: another one has taken its runs over. */
  readonly fence: () => void;
  /** Told once, when nothing can be written any more. */
  readonly onBroken: (reason: unknown) => void;
  readonly onCommit?: OnCommit;
}

/** Told of commits, with how many there were before. */
export type OnCommit = (moment: 'before' | 'after', commits: number) => void;

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** How many columns an entry has, and how many entries one statement takes: one call of SQLite costs as much as a row. */
const columns = 6;
const rowsAtOnce = 16;

/** Straight to SQLite: what its errors mean is said where a commit fails, and nothing is called more often. */
const insertOf = (database: DatabaseSync, rows: number): StatementSync =>
  DatabaseSync.prototype.prepare.call(
    database,
    `insert into entries (run, kind, key, value, blob, at) values ${Array.from({ length: rows }, () => '(?, ?, ?, ?, ?, ?)').join(', ')}`,
  );

type Field = string | number | null;

/**
 * Collects what is written in one turn of the event loop, by all runs together, and commits it in one transaction: one
 * wait for the disk, however many there are. What was appended first is committed first; after a commit that failed
 * nothing more is written, and everybody hears why.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #options: GroupCommitOptions;
  readonly #insertMany: StatementSync;
  readonly #insertOne: StatementSync;
  #entries: Field[] = [];
  #writes: Write[] = [];
  #waiters: Waiter[] = [];
  #isScheduled = false;
  #broken: unknown;
  /** How often what waits now has been tried in vain. */
  #tries = 0;
  #stopRetry: StopTimer | undefined;
  /** How many transactions were committed. */
  commits = 0;

  constructor(database: DatabaseSync, path: string, options: GroupCommitOptions) {
    this.#database = database;
    this.#path = path;
    this.#options = options;
    this.#insertMany = insertOf(database, rowsAtOnce);
    this.#insertOne = insertOf(database, 1);
  }

  /** How many entries wait for their commit. */
  get pending(): number {
    return this.#entries.length / columns;
  }

  /** Why nothing can be written any more; `undefined` while it can. */
  get broken(): unknown {
    return this.#broken;
  }

  /** Adds an entry. Its commit is not waited for: see `committed`. */
  append(run: number, kind: EntryKindNumber, key: string, value: string | null, blob: string | null, at: number): void {
    this.#entries.push(run, kind, key, value, blob, at);
    if (!this.#isScheduled) this.#schedule();
  }

  /** Adds something else to the transaction of this turn. */
  write(write: Write): void {
    this.#writes.push(write);
    if (!this.#isScheduled) this.#schedule();
  }

  /** Resolves when everything that was added until now is on disk. Rejects when it never will be. */
  committed(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#broken !== undefined) return reject(this.#broken);
      if (!this.#isScheduled) return resolve();
      this.#waiters.push({ resolve, reject });
    });
  }

  /** Whether another process holds the file: what was added is tried again by itself, and nothing of it was done. */
  get isHeldUp(): boolean {
    return this.#stopRetry !== undefined;
  }

  /** Commits now what has been added, unless that is tried again later. */
  flush(): void {
    if (this.isHeldUp) return;
    const [entries, writes, waiters] = [this.#entries, this.#writes, this.#waiters];
    [this.#entries, this.#writes, this.#waiters] = [[], [], []];
    this.#isScheduled = false;
    let isDone = true;
    try {
      if (this.#broken === undefined) isDone = this.#commit(entries, writes);
    } catch (thrown) {
      this.break(thrown);
    } finally {
      if (isDone) this.#answer(waiters);
    }
    if (isDone) return;
    [this.#entries, this.#writes, this.#waiters] = [entries, writes, waiters];
    this.#tryLater();
  }

  #answer(waiters: readonly Waiter[]): void {
    for (const { resolve, reject } of waiters)
      if (this.#broken === undefined) resolve();
      else reject(this.#broken);
  }

  #tryLater(): void {
    this.#isScheduled = true;
    this.#stopRetry = this.#options.clock.after(retryMs, () => {
      this.#stopRetry = undefined;
      this.flush();
    });
  }

  /** Something has happened that nobody can go on after: nothing more is written. */
  break(reason: unknown): void {
    if (this.#broken !== undefined) return;
    this.#broken = asStoreProblem(reason, this.#path);
    // Whoever waits for what was held up hears of it.
    this.#stopRetry?.();
    if (this.isHeldUp) this.#schedule();
    this.#stopRetry = undefined;
    this.#options.onBroken(this.#broken);
  }

  /** Nothing is taken any more. What is still held up is tried a last time. */
  close(): void {
    this.#stopRetry?.();
    this.#stopRetry = undefined;
    this.#tries = mostTries;
    this.flush();
    this.#broken ??= new StoreUnusable('closed', this.#path, 'was closed');
  }

  #schedule(): void {
    this.#isScheduled = true;
    afterThisTurn(() => {
      if (this.#isScheduled) this.flush();
    });
  }

  /** False: another process holds the file, and nothing was begun. */
  #commit(entries: readonly Field[], writes: readonly Write[]): boolean {
    if (entries.length === 0 && writes.length === 0) return true;
    this.#options.onCommit?.('before', this.commits);
    if (!this.#begin()) return false;
    try {
      this.#options.fence();
      for (const write of writes) write();
      const whole = entries.length - (entries.length % (columns * rowsAtOnce));
      for (let at = 0; at < whole; at += columns * rowsAtOnce)
        this.#insertMany.run(...entries.slice(at, at + columns * rowsAtOnce));
      for (let at = whole; at < entries.length; at += columns) this.#insertOne.run(...entries.slice(at, at + columns));
      this.#database.exec('commit');
      this.#options.onCommit?.('after', this.commits);
      this.commits += 1;
      return true;
    } catch (thrown) {
      if (this.#database.isTransaction) this.#database.exec('rollback');
      throw thrown;
    }
  }

  #begin(): boolean {
    try {
      this.#database.exec('begin immediate');
      this.#tries = 0;
      return true;
    } catch (thrown) {
      this.#tries += 1;
      if (!isBusy(thrown, this.#path) || this.#tries >= mostTries) throw thrown;
      return false;
    }
  }
}
