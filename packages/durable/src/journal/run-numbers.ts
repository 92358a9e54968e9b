import type { DatabaseSync } from 'node:sqlite';
import type { GroupCommit } from './group-commit.ts';

/** How many numbers a process takes at once: another process that starts runs meanwhile takes the next ones. */
const numbersAtOnce = 256;

interface Range {
  readonly next: number;
  readonly end: number;
}

/** The numbers of new runs, each given once by all processes together. */
export class RunNumbers {
  readonly #commit: GroupCommit;
  readonly #take;
  #next = 0;
  #end = 0;
  /** Taken before the present ones are used up, in a transaction that was to be committed anyway. */
  #ahead: Range | undefined;

  constructor(database: DatabaseSync, commit: GroupCommit) {
    this.#commit = commit;
    this.#take = database.prepare(
      `insert into counters (name, next) values ('runs', ?) on conflict (name) do update set next = next + ? returning next`,
    );
  }

  /** The next one. @throws Error of SQLite when another process holds the file and none are left. */
  next(): number {
    if (this.#next === this.#end) {
      ({ next: this.#next, end: this.#end } = this.#ahead ?? this.#range());
      this.#ahead = undefined;
    }
    if (this.#end - this.#next === numbersAtOnce / 2) this.#commit.write(() => void (this.#ahead = this.#range()));
    return this.#next++;
  }

  #range(): Range {
    const end = Number(this.#take.get(numbersAtOnce + 1, numbersAtOnce)?.['next']);
    return { next: end - numbersAtOnce, end };
  }
}
