import { DatabaseSync } from 'node:sqlite';

/**
 * The least that a durable step can cost on one SQLite file: a row, in one transaction with everything else of its turn
 * of the event loop, and a wait until it is on disk; for a write a row before it as well. No flows, no leases, no failures.
 */
export class BareJournal {
  readonly #database: DatabaseSync;
  readonly #insert;
  #rows: (readonly [string, string, number, string])[] = [];
  #waiting: (() => void)[] = [];

  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec(`pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 4000;
      create table entries (run text, key text, kind integer, value text, primary key (run, key, kind)) without rowid`);
    this.#insert = this.#database.prepare('insert into entries values (?, ?, ?, ?)');
  }

  append(run: string, key: string, kind: number, value: unknown): Promise<void> {
    const row = [run, key, kind, JSON.stringify(value)] as const;
    return new Promise((resolve) => {
      if (this.#rows.push(row) === 1) setImmediate(() => this.#commit());
      this.#waiting.push(resolve);
    });
  }

  close(): void {
    this.#database.close();
  }

  #commit(): void {
    const [rows, waiting] = [this.#rows, this.#waiting];
    [this.#rows, this.#waiting] = [[], []];
    this.#database.exec('begin');
    for (const row of rows) this.#insert.run(...row);
    this.#database.exec('commit');
    for (const resolve of waiting) resolve();
  }
}
