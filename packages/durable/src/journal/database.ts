import { accessSync, closeSync, constants, existsSync, linkSync, mkdirSync, openSync, readSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '@strata/core';
import { StoreUnusable, asStoreProblem } from '../store-unusable.ts';
import { Connection } from './connection.ts';
import { applicationId, migrations } from './schema.ts';

/** How long to wait for another process that is writing while a store is opened, in milliseconds: it may be migrating. */
const openingBusyMs = 10_000;

/** The same once it is open, where a commit takes a few: nothing else goes on here meanwhile, so it is waited for again later. */
export const busyMs = 500;

/**
 * After so many pages (of 4 KiB) of changes the log is written back into the file. SQLite's own 1,000 would make that
 * happen every few hundred steps.
 */
const pagesBetweenCheckpoints = 4000;

/** The store that is gone when it is closed. */
export const inMemory = ':memory:';

/** The path under which a store is known to everybody. */
export const storePath = (given: string): string => (given === inMemory ? given : resolve(given));

const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare('pragma user_version').get()?.['user_version']);

/** @throws StoreUnusable for a store of a version that is yet to come. */
const assertKnown = (database: DatabaseSync, path: string): number => {
  const version = versionOf(database);
  if (version <= migrations.length) return version;
  const why = `was written by a newer version (its store is ${version}, this one knows ${migrations.length})`;
  throw new StoreUnusable('newer', path, why);
};

/** Brings a store up to this version, in one transaction that no other process comes between. */
const migrate = (database: DatabaseSync, path: string): void => {
  if (assertKnown(database, path) === migrations.length) return;
  database.exec('begin immediate');
  try {
    for (const sql of migrations.slice(assertKnown(database, path))) database.exec(sql);
    database.exec(`pragma application_id = ${applicationId}; pragma user_version = ${migrations.length}; commit`);
  } catch (thrown) {
    if (database.isTransaction) database.exec('rollback');
    throw thrown;
  }
};

/**
 * Makes the file in one step: it is written beside its place and then put there, unless another process was faster. So
 * an empty file is never a store that is just being made, but one that was damaged.
 */
const create = (path: string, clock: Clock): void => {
  const log = `${path}-wal`;
  if (existsSync(log) && !existsSync(path))
    throw new StoreUnusable('damaged', path, `is gone, but not its log ${log}, which would be taken for a new store's`);
  const beside = `${path}.${clock.id()}.new`;
  try {
    const fresh = new Connection(beside, { timeout: openingBusyMs });
    try {
      migrate(fresh, path);
      // Whoever opens the store finds it in this mode: to change it, one has to be alone with it. It comes last, so
      // that everything else is in the file itself before that is put in its place.
      fresh.exec('pragma journal_mode = wal');
    } finally {
      fresh.close();
    }
    linkSync(beside, path);
  } catch (thrown) {
    if (!existsSync(path)) throw asStoreProblem(thrown, path);
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${beside}${end}`, { force: true });
  }
};

/** What each SQLite file begins with, and where in its first bytes its owner's number is (sqlite.org/fileformat.html). */
const format = { magic: 'SQLite format 3\0', ownerAt: 68, sizeBytes: 100 } as const;

/**
 * A file of another kind is named as such, before SQLite has touched it: it would put back an interrupted transaction
 * of whoever the file belongs to.
 */
const assertOurs = (path: string): void => {
  const start = Buffer.alloc(format.sizeBytes);
  const file = openSync(path, 'r');
  try {
    if (readSync(file, start) === 0) throw new StoreUnusable('damaged', path, 'is empty, which no store ever is');
  } finally {
    closeSync(file);
  }
  if (!start.toString('latin1').startsWith(format.magic))
    throw new StoreUnusable('not_a_store', path, 'is no SQLite file, or its beginning was overwritten');
  if (start.readUInt32BE(format.ownerAt) !== applicationId)
    throw new StoreUnusable('not_a_store', path, 'is an SQLite file, but no store of runs');
};

/** Everything that SQLite writes: the file, and its log beside it. */
const assertWritable = (path: string): void => {
  for (const [what, place] of [
    ['it', path],
    ['its folder', dirname(path)],
  ] as const) {
    try {
      accessSync(place, constants.W_OK);
    } catch (thrown) {
      throw new StoreUnusable('read_only', path, `cannot be used: ${what} cannot be written by this user`, thrown);
    }
  }
};

const prepareFile = (path: string, clock: Clock): void => {
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path)) create(path, clock);
  assertOurs(path);
  assertWritable(path);
};

/**
 * Opens the store in a file, and makes it where there is none, its folder included.
 *
 * @throws StoreUnusable when the file is damaged, is something else, was written by a newer version or cannot be written.
 */
export const openDatabase = (path: string, clock: Clock): DatabaseSync => {
  let database: DatabaseSync | undefined;
  try {
    if (path !== inMemory) prepareFile(path, clock);
    database = new Connection(path, { timeout: openingBusyMs });
    assertKnown(database, path);
    database.exec(
      `pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = ${pagesBetweenCheckpoints}`,
    );
    migrate(database, path);
    // What keeps it from being written is found out now, not at the first step of a run.
    database.exec('begin immediate; rollback');
    database.exec(`pragma busy_timeout = ${busyMs}`);
    return database;
  } catch (thrown) {
    database?.close();
    throw openProblem(thrown, path);
  }
};

const openProblem = (thrown: unknown, path: string): unknown => {
  const problem = asStoreProblem(thrown, path);
  if (!(problem instanceof Error) || problem instanceof StoreUnusable || !('code' in problem)) return problem;
  return new StoreUnusable('cannot_open', path, `cannot be opened (${problem.message})`, problem);
};
