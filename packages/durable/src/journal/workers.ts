import { hostname } from 'node:os';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '@strata/core';
import { StoreUnusable, asStoreProblem, isBusy } from '../store-unusable.ts';
import { inMemory } from './database.ts';
import { ProcessLock, isLockHeld } from './process-lock.ts';

/** How often a worker looks at the others, in milliseconds. */
export const lookMs = 1000;
/** How often it says that it is alive, in milliseconds: that is a wait for the disk, and looking is not. */
export const heartbeatMs = 5000;
/** How often it looks until it says that it is alive. */
export const looksPerBeat = heartbeatMs / lookMs;

/**
 * A worker that has said nothing at so many looks in a row is taken for dead: its process hangs, or was stopped. Looks
 * are counted, and not the time of day, so that nobody dies of a clock that was set, or of a night with the lid closed.
 */
export const silentLooks = 15;

/** What was seen of another worker. */
interface Seen {
  readonly beats: number;
  readonly looks: number;
}

/**
 * The processes that drive runs of a store. Each says again and again that it is there, and has a lock that the system
 * takes from it when it dies. Whoever finds one dead gives its runs free; and no transaction of a worker that was found
 * dead is ever committed, because each begins with a look whether it is still there.
 */
export class Workers {
  readonly id: string;
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #lock: ProcessLock | undefined;
  readonly #isThere;
  readonly #beat;
  readonly #others;
  #seen: ReadonlyMap<string, Seen> = new Map();

  /** @throws StoreUnusable when it cannot be written down that this worker is there. */
  constructor(database: DatabaseSync, path: string, clock: Clock) {
    this.id = clock.id();
    this.#database = database;
    this.#path = path;
    this.#isThere = database.prepare('select 1 from workers where id = ?');
    this.#beat = database.prepare('update workers set beats = beats + 1 where id = ?');
    this.#others = database.prepare('select id, beats from workers where id <> ?');
    const about = JSON.stringify({ pid: process.pid, host: hostname(), since: clock.now() });
    try {
      this.#lock = path === inMemory ? undefined : new ProcessLock(this.#lockOf(this.id));
      database.prepare('insert into workers (id, beats, about) values (?, 0, ?)').run(this.id, about);
    } catch (thrown) {
      this.letGo();
      throw asStoreProblem(thrown, path);
    }
  }

  /** @throws StoreUnusable when this worker was found dead, and its runs are not its own any more. */
  readonly assertAlive = (): void => {
    if (this.#isThere.get(this.id) === undefined) throw this.#lost();
  };

  /** Says that this worker is there. @throws StoreUnusable as `assertAlive` does. */
  beat(): void {
    if (Number(this.#beat.run(this.id).changes) === 0) throw this.#lost();
  }

  /**
   * Looks at the others, and gives free the runs of those that are dead. Gives how many there were. `isHeldUp`: a process
   * holds the file, so that nobody can say that they are alive, and silence means nothing.
   */
  buryDead({ isHeldUp = false } = {}): number {
    const before = this.#seen;
    const seen = new Map<string, Seen>();
    this.#seen = new Map();
    if (isHeldUp) return 0;
    let freed = 0;
    for (const row of this.#others.all(this.id)) {
      const id = String(row['id']);
      const beats = Number(row['beats']);
      const earlier = before.get(id);
      const looks = earlier?.beats === beats ? earlier.looks + 1 : 0;
      if (looks >= silentLooks || !this.#isAlive(id)) {
        const ofThis = this.#giveFree(id);
        if (ofThis === undefined) return freed;
        freed += ofThis;
      } else seen.set(id, { beats, looks });
    }
    this.#seen = seen;
    return freed;
  }

  /** Leaves in peace: what still runs may be taken over at once. */
  leave(): void {
    this.#giveFree(this.id);
  }

  /** Gives the lock back, which tells everybody that this worker drives nothing any more. */
  letGo(): void {
    this.#lock?.[Symbol.dispose]();
  }

  #isAlive(id: string): boolean {
    return this.#path === inMemory || isLockHeld(this.#lockOf(id));
  }

  #lockOf(id: string): string {
    return `${this.#path}.${id}.worker`;
  }

  /** `undefined`: another process holds the file. */
  #giveFree(id: string): number | undefined {
    try {
      this.#database.exec('begin immediate');
      this.#database.prepare('delete from workers where id = ?').run(id);
      const { changes } = this.#database
        .prepare(
          `update runs set worker = null,
             status = case when wanted is not null and json_extract(wanted, '$.what') = 'pause' then 'paused' else 'pending' end
           where worker = ?`,
        )
        .run(id);
      this.#database.exec('commit');
      return Number(changes);
    } catch (thrown) {
      if (this.#database.isTransaction) this.#database.exec('rollback');
      else if (isBusy(thrown, this.#path)) return undefined;
      throw thrown;
    }
  }

  #lost(): StoreUnusable {
    return new StoreUnusable('lease_lost', this.#path, `its worker ${this.id} was taken for dead`);
  }
}
