import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Clock } from '@strata/core';
import { openDatabase, storePath } from './database.ts';
import { type Entry, type EntryKind, entryKinds, kindOf } from './entry.ts';
import { GroupCommit, type GroupCommitOptions } from './group-commit.ts';
import { Payloads } from './payloads.ts';
import { RunJournal } from './run-journal.ts';
import { RunNumbers } from './run-numbers.ts';
import { RunRows } from './run-rows.ts';
import { StoreUnusable, asStoreProblem, isBusy } from '../store-unusable.ts';
import { Workers } from './workers.ts';

export type { OnCommit } from './group-commit.ts';

interface StoreOptions extends Omit<GroupCommitOptions, 'fence'> {}

/** One SQLite file with runs, their journals and those who drive them, opened by this process. */
export class Store {
  readonly path: string;
  readonly database: DatabaseSync;
  readonly commit: GroupCommit;
  readonly payloads: Payloads;
  readonly workers: Workers;
  readonly runs: RunRows;
  readonly #clock: Clock;
  readonly #entriesOf;
  readonly #dataVersion;
  readonly #news;
  readonly #lastAt;
  readonly #append;
  readonly #wake;
  readonly #numbers: RunNumbers;
  readonly #knownTrees = new Set<string>();

  constructor(path: string, { clock, ...told }: StoreOptions) {
    this.path = storePath(path);
    this.#clock = clock;
    this.database = openDatabase(this.path, clock);
    this.payloads = new Payloads(this.database, this.path);
    this.workers = joinWorkers(this.database, this.path, clock);
    this.commit = new GroupCommit(this.database, this.path, { clock, fence: this.workers.assertAlive, ...told });
    this.runs = new RunRows(this.database, this.payloads);
    this.#numbers = new RunNumbers(this.database, this.commit);
    this.#entriesOf = this.database.prepare(
      'select id, kind, key, value, blob, at from entries where run = ? order by id',
    );
    this.#append = this.database.prepare(
      'insert into entries (run, kind, key, value, blob, at) values (?, ?, ?, ?, ?, ?)',
    );
    this.#wake = this.database.prepare(
      `update runs set status = 'pending', wake_at = null, updated_at = ? where number = ? and status = 'waiting'`,
    );
    this.#news = this.database.prepare(
      `select id, kind, key, value, blob, at from entries where run = ? and id > ? and kind in (10, 12, 17) order by id`,
    );
    this.#lastAt = this.database.prepare(
      `select id, kind, key, value, blob, at from entries where run = ? and key = ? and kind in (select value from json_each(?)) order by id desc limit 1`,
    );
    this.#dataVersion = this.database.prepare('pragma data_version');
  }

  /** Changes whenever another connection has committed something. */
  get dataVersion(): number {
    return Number(this.#dataVersion.get()?.['data_version']);
  }

  /** The number of a new run. */
  nextNumber(): number {
    return this.#numbers.next();
  }

  /** The same, waiting for as long as another process holds the file. */
  async freshNumber(): Promise<number> {
    try {
      return this.nextNumber();
    } catch (thrown) {
      if (!isBusy(thrown, this.path)) throw thrown;
      let number = 0;
      await this.transact(() => (number = this.nextNumber()));
      return number;
    }
  }

  /** All that was written down about a run, in its order. */
  *entriesOf(run: number): Generator<Entry> {
    for (const row of this.#entriesOf.iterate(run)) yield this.readEntry(row);
  }

  /** Reads an entry out of its row. */
  readEntry(row: Record<string, SQLOutputValue>): Entry {
    return {
      id: Number(row['id']),
      kind: kindOf(Number(row['kind'])),
      key: String(row['key']),
      // The two columns that `payloads` has filled.
      value: this.payloads.read({ value: row['value'] as string | null, blob: row['blob'] as string | null }),
      at: Number(row['at']),
    };
  }

  /** The last entry of some kinds at a place. */
  lastAt(run: number, key: string, kinds: readonly EntryKind[]): Entry | undefined {
    const numbers = JSON.stringify(kinds.map((kind) => entryKinds[kind]));
    const row = this.#lastAt.get(run, key, numbers);
    return row === undefined ? undefined : this.readEntry(row);
  }

  /** What was decided, sent or answered after an entry, in its order. */
  newsOf(run: number, lastRead: number): readonly Entry[] {
    return this.#news.all(run, lastRead).map((row) => this.readEntry(row));
  }

  /** Whether somebody has decided, sent or answered something that a life of a run which read so far has not read. */
  hasNews(run: number, lastRead: number): boolean {
    return this.#news.get(run, lastRead) !== undefined;
  }

  journalOf(run: number): RunJournal {
    return new RunJournal(run, { commit: this.commit, payloads: this.payloads, clock: this.#clock });
  }

  /**
   * Does something that nobody else's doing comes between, and that is on disk when this has resolved. What `act` throws
   * is thrown, and only what it did is taken back: the rest of the transaction belongs to others.
   */
  async transact(act: () => unknown): Promise<void> {
    let thrown: { readonly reason: unknown } | undefined;
    this.commit.write(() => {
      this.database.exec('savepoint act');
      try {
        act();
      } catch (reason) {
        if (asStoreProblem(reason, this.path) instanceof StoreUnusable) throw reason;
        thrown = { reason };
        this.database.exec('rollback to act');
      }
      this.database.exec('release act');
    });
    await this.commit.committed();
    if (thrown !== undefined) throw thrown.reason;
  }

  /** @throws StoreUnusable when this process has closed it. */
  assertOpen(): void {
    const { broken } = this.commit;
    if (broken instanceof StoreUnusable && broken.problem === 'closed') throw broken;
  }

  /** Commits what was added, so that it is read with the rest. @throws StoreUnusable when this process has closed it. */
  sync(): void {
    this.assertOpen();
    this.commit.flush();
  }

  /** Adds an entry from inside a transaction. */
  append(run: number, kind: EntryKind, key: string, given: unknown, at = this.#clock.now()): void {
    const { value, blob, write } = this.payloads.store(JSON.stringify(given));
    write?.();
    this.#append.run(run, entryKinds[kind], key, value, blob, at);
  }

  /** Lets a run go on that waits; from inside a transaction. */
  wake(run: number, now: number): void {
    this.#wake.run(now, run);
  }

  /** Keeps the shape of a flow under its hash; once for all runs. */
  keepTree(hash: string, outline: () => string): void {
    if (this.#knownTrees.has(hash)) return;
    this.#knownTrees.add(hash);
    this.commit.write(() => this.putTree(hash, outline()));
  }

  /** The same from inside a transaction. */
  putTree(hash: string, outline: string): void {
    this.database
      .prepare('insert into trees (hash, outline) values (?, ?) on conflict (hash) do nothing')
      .run(hash, outline);
  }

  treeOf(hash: string): string | undefined {
    const found = this.database.prepare('select outline from trees where hash = ?').get(hash)?.['outline'];
    return typeof found === 'string' ? found : undefined;
  }

  /** Writes what is left, and lets go of the file. */
  close(): void {
    try {
      this.commit.flush();
      const isWhole = this.commit.broken === undefined;
      this.commit.close();
      if (isWhole) this.workers.leave();
    } finally {
      // Whoever opens the store next sees that nobody drives these runs, also where that could not be written down.
      this.workers.letGo();
      this.database.close();
    }
  }
}

const joinWorkers = (database: DatabaseSync, path: string, clock: Clock): Workers => {
  try {
    return new Workers(database, path, clock);
  } catch (thrown) {
    database.close();
    throw thrown;
  }
};
