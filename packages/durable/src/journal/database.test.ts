import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '@strata/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { storePath } from '../engine.fixture.ts';
import { openEngine } from '../index.ts';
import { type Child, startChild } from '../processes/child.fixture.ts';
import type { Opened } from '../processes/opens.fixture.ts';
import { StoreUnusable } from '../store-unusable.ts';
import { openDatabase } from './database.ts';
import { migrations } from './schema.ts';

/** Everything below a folder, by its content: what must not change. */
const contentsOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder)
      .toSorted()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ]),
  );

/** Opens an engine on a file, and gives why that did not work. */
const problemOf = async (path: string): Promise<StoreUnusable> => {
  try {
    const engine = openEngine({ path });
    await engine[Symbol.asyncDispose]();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(StoreUnusable);
    // Held against its class above.
    return thrown as StoreUnusable;
  }
  throw new Error('it could be opened');
};

/** A store that was opened and closed. */
const madeStore = async (): Promise<string> => {
  const path = await storePath();
  openDatabase(path, systemClock).close();
  return path;
};

const foreign = async (): Promise<string> => {
  const path = await storePath();
  const database = new DatabaseSync(path);
  database.exec('pragma application_id = 7; create table theirs (x); insert into theirs values (1)');
  database.close();
  return path;
};

const withFile = async (change: (path: string) => void): Promise<string> => {
  const path = await madeStore();
  change(path);
  return path;
};

describe('a store that cannot be one', () => {
  test.for([
    ['a text', () => withFile((path) => writeFileSync(path, 'my notes\n'.repeat(50))), 'not_a_store', 'no SQLite file'],
    ['a short text', () => withFile((path) => writeFileSync(path, 'x')), 'not_a_store', 'no SQLite file'],
    ['a database of somebody else', foreign, 'not_a_store', 'no store of runs'],
    ['an empty file', () => withFile((path) => truncateSync(path, 0)), 'damaged', 'is empty'],
    ['a store without its end', () => withFile((path) => truncateSync(path, 8192)), 'damaged', 'malformed'],
    [
      'a store with garbage where its tables are described',
      () => withFile((path) => writeFileSync(path, readFileSync(path).fill(0xa5, 100, 4096))),
      'damaged',
      'malformed',
    ],
    [
      'a store that is gone, while its log is not',
      () => withFile((path) => (rmSync(path), writeFileSync(`${path}-wal`, 'log'))),
      'damaged',
      'is gone, but not its log',
    ],
    [
      'a folder that cannot be made',
      () => withFile((path) => writeFileSync(path, 'x')).then((path) => join(path, 'below', 'runs.db')),
      'cannot_open',
      'ENOTDIR',
    ],
    ['a folder', async () => dirname(await madeStore()), 'cannot_open', 'EISDIR'],
  ] as const)('1.8, L3, S90: %s is refused as what it is, and left as it was', async ([, make, problem, cause]) => {
    const path = await make();
    const folder = existsSync(path) && problem !== 'cannot_open' ? dirname(path) : undefined;
    const before = folder === undefined ? undefined : contentsOf(folder);
    const refused = await problemOf(path);
    expect(refused.problem).toBe(problem);
    expect(refused.message).toContain(path);
    expect(refused.message).toContain(cause);
    expect(refused.hint).not.toBe('');
    if (folder !== undefined) expect(contentsOf(folder)).toEqual(before);
  });

  test('S90: a store of a newer version is refused, and left as it was', async () => {
    const path = await madeStore();
    const database = new DatabaseSync(path);
    database.exec(`pragma user_version = ${migrations.length + 1}`);
    database.close();
    const before = contentsOf(dirname(path));
    const refused = await problemOf(path);
    expect([refused.problem, refused.message]).toEqual(['newer', expect.stringContaining(`${migrations.length + 1}`)]);
    expect(contentsOf(dirname(path))).toEqual(before);
  });
});

describe('a store that this user may not use', () => {
  /** Opens it as somebody for whom the rights of files count. */
  const openedByNobody = async (path: string): Promise<Opened> => {
    const child = startChild('opens.fixture.ts', [path], process.getuid?.() === 0 ? { uid: 65_534 } : {});
    await child.line();
    child.tell('open');
    return child.json<Opened>();
  };

  /** A store where everybody gets to: the temporary folder of this user may be closed to others. */
  const publicStore = (): string => {
    const folder = mkdtempSync('/tmp/strata-durable-');
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'runs.db');
    openDatabase(path, systemClock).close();
    return path;
  };

  const setModes = (path: string, folderMode: number, fileMode: number): void => {
    chmodSync(path, fileMode);
    chmodSync(dirname(path), folderMode);
  };

  test.for([
    ['a file that cannot be written', 0o777, 0o444, 'read_only', 'cannot be written by this user'],
    ['a folder that cannot be written', 0o555, 0o666, 'read_only', 'its folder cannot be written by this user'],
    ['a file that cannot be read', 0o777, 0o000, 'cannot_open', 'EACCES'],
  ] as const)('S90: %s is refused, and left as it was', async ([, folderMode, fileMode, problem, cause]) => {
    const path = publicStore();
    const before = contentsOf(dirname(path));
    setModes(path, folderMode, fileMode);
    const opened = await openedByNobody(path);
    setModes(path, 0o755, 0o644);
    expect(opened).toMatchObject({ opened: false, problem });
    expect('message' in opened && opened.message).toContain(cause);
    expect(contentsOf(dirname(path))).toEqual(before);
  });

  test('S90: a store cannot be made in a folder that cannot be written', async () => {
    const path = publicStore();
    setModes(path, 0o555, 0o666);
    const fresh = join(dirname(path), 'other.db');
    expect(await openedByNobody(fresh)).toMatchObject({ opened: false, problem: 'cannot_open' });
    expect(readdirSync(dirname(path))).toEqual(['runs.db']);
  });
});

describe('a store', () => {
  test('is made with the folders that it is in, and opened again', async () => {
    const path = join(dirname(await storePath()), 'a', 'b', 'runs.db');
    await openEngine({ path })[Symbol.asyncDispose]();
    await openEngine({ path })[Symbol.asyncDispose]();
    expect(readdirSync(dirname(path))).toEqual(['runs.db']);
  });

  test('in memory touches no file', async () => {
    const before = readdirSync('.');
    await openEngine({ path: ':memory:' })[Symbol.asyncDispose]();
    expect(readdirSync('.')).toEqual(before);
  });

  test('is not made where what would be put in its place is there already', async () => {
    const path = await storePath();
    mkdirSync(path);
    expect((await problemOf(path)).problem).toBe('cannot_open');
  });

  test('S90: eight processes that open a new store at once all open the same', { timeout: 60_000 }, async () => {
    const path = await storePath();
    const children: readonly Child[] = Array.from({ length: 8 }, () => startChild('opens.fixture.ts', [path]));
    for (const child of children) expect(await child.line()).toBe('ready');
    for (const child of children) child.tell('open');
    const opened = await Promise.all(children.map((child) => child.json<Opened>()));
    expect(opened).toEqual(children.map(() => ({ opened: true, runs: 0 })));
    const database = new DatabaseSync(path);
    expect(database.prepare('select count(*) as count from workers').get()?.['count']).toBe(8);
    database.close();
    for (const child of children) child.tell('close');
    const ends = await Promise.all(children.map(({ ended }) => ended));
    expect(ends).toEqual(children.map(() => ({ code: 0, signal: null, stderr: '' })));
    expect(readdirSync(dirname(path))).toEqual(['runs.db']);
  });
});
