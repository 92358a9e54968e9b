import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { StoreUnusable, asStoreProblem } from '../store-unusable.ts';
import type { EntryKindNumber } from './entry.ts';
import { afterThisTurn } from './turn.ts';

/** What is written in the same transaction as the entries of its turn. */
export type Write = () => void;

export interface GroupCommitOptions {
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

  /** Commits now what has been added. */
  flush(): void {
    const [entries, writes, waiters] = [this.#entries, this.#writes, this.#waiters];
    [this.#entries, this.#writes, this.#waiters] = [[], [], []];
    this.#isScheduled = false;
    try {
      if (this.#broken === undefined) this.#commit(entries, writes);
    } catch (thrown) {
      this.break(thrown);
    } finally {
      for (const { resolve, reject } of waiters)
        if (this.#broken === undefined) resolve();
        else reject(this.#broken);
    }
  }

  /** Something has happened that nobody can go on after: nothing more is written. */
  break(reason: unknown): void {
    if (this.#broken !== undefined) return;
    this.#broken = asStoreProblem(reason, this.#path);
    this.#options.onBroken(this.#broken);
  }

  /** Nothing is taken any more. */
  close(): void {
    this.flush();
    this.#broken ??= new StoreUnusable('closed', this.#path, 'was closed');
  }

  #schedule(): void {
    this.#isScheduled = true;
    afterThisTurn(() => {
      if (this.#isScheduled) this.flush();
    });
  }

  #commit(entries: readonly Field[], writes: readonly Write[]): void {
    if (entries.length === 0 && writes.length === 0) return;
    this.#options.onCommit?.('before', this.commits);
    this.#database.exec('begin immediate');
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
    } catch (thrown) {
      if (this.#database.isTransaction) this.#database.exec('rollback');
      throw thrown;
    }
  }
}
