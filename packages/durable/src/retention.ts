import type { Store } from './journal/store.ts';

/** So many runs are taken away in one transaction, so that nobody waits long for their own. */
const runsAtOnce = 200;

/** Which runs are taken away. */
export interface PruneOptions {
  /** Those that ended before this moment, in milliseconds since the epoch. */
  readonly endedBefore: number;
}

/** Takes runs away that ended long ago, with all that was written down about them. Gives how many. */
export const prune = async (store: Store, { endedBefore }: PruneOptions): Promise<number> => {
  const { database } = store;
  const find = database.prepare('select number from runs where ended_at < ? limit ?');
  const deleteEntries = database.prepare('delete from entries where run = ?');
  const deleteRun = database.prepare('delete from runs where number = ?');
  let pruned = 0;
  for (;;) {
    let found = 0;
    await store.transact(() => {
      const numbers = find.all(endedBefore, runsAtOnce).map((row) => Number(row['number']));
      for (const number of numbers) {
        deleteEntries.run(number);
        deleteRun.run(number);
      }
      found = numbers.length;
    });
    pruned += found;
    if (found < runsAtOnce) break;
  }
  await store.transact(() =>
    database.exec(
      `delete from blobs where hash not in (select blob from entries where blob is not null
         union select input_blob from runs where input_blob is not null
         union select outcome_blob from runs where outcome_blob is not null)`,
    ),
  );
  return pruned;
};

/** How large the store is, in bytes, and how much of that is free. */
export interface StoreSize {
  readonly sizeBytes: number;
  readonly freeBytes: number;
}

const numberOf = (store: Store, pragma: string): number =>
  // A pragma answers with one row of one column.
  Number(Object.values(store.database.prepare(`pragma ${pragma}`).get() ?? {})[0]);

/** Gives the room of what was taken away back to the disk. Others wait meanwhile. */
export const vacuum = (store: Store): StoreSize => {
  store.commit.flush();
  store.database.exec('vacuum; pragma wal_checkpoint(truncate)');
  return sizeOf(store);
};

export const sizeOf = (store: Store): StoreSize => {
  const pageBytes = numberOf(store, 'page_size');
  return {
    sizeBytes: numberOf(store, 'page_count') * pageBytes,
    freeBytes: numberOf(store, 'freelist_count') * pageBytes,
  };
};
