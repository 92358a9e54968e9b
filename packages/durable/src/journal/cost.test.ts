import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { flow, step, succeed, systemClock } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { idOf, open, storePath } from '../engine.fixture.ts';
import { defineWorkflow } from '../index.ts';
import { openDatabase } from './database.ts';
import { Payloads } from './payloads.ts';
import { RunRows } from './run-rows.ts';

const workflows = {
  greet: defineWorkflow({ input: z.object({}), flow: flow<object>().to(step('greet', async () => succeed('hello'))) }),
};

/** A store in which runs are only started, and what it costs to start some more, in bytes that are written to its log. */
const measured = async () => {
  const path = await storePath();
  const engine = open({ path, workflows, atOnce: 0 });
  const start = async (count: number): Promise<void> => {
    await Promise.all(Array.from({ length: count }, async () => idOf(await engine.start('greet', {}))));
  };
  const bytesOf = async (count: number): Promise<number> => {
    const database = new DatabaseSync(path);
    database.exec('pragma wal_checkpoint(truncate)');
    for (let one = 0; one < count; one += 1) await start(1);
    database.close();
    return statSync(`${path}-wal`).size;
  };
  return { start, bytesOf };
};

describe('what a store costs', () => {
  test('1.8, L2: to start a run writes as much with thousands of runs in the store as with a few', async () => {
    const { start, bytesOf } = await measured();
    await start(100);
    const few = await bytesOf(20);
    await start(5000);
    const many = await bytesOf(20);
    expect(few).toBeGreaterThan(0);
    expect(many).toBeLessThan(few * 2);
  });

  test.for([
    [{ limit: 3 }, 'SCAN runs'],
    [{ limit: 3, cursor: '5' }, 'SEARCH runs USING INTEGER PRIMARY KEY (rowid<?)'],
    [{ limit: 3, status: 'pending' }, 'SEARCH runs USING INDEX runs_by_status (status=?)'],
    [{ limit: 3, status: ['pending'], cursor: '5' }, 'SEARCH runs USING INDEX runs_by_status (status=? AND number<?)'],
  ] as const)(
    '1.8, L2: to list %j takes the runs of its page in their order, and sorts nothing',
    async ([filter, plan]) => {
      const database = openDatabase(':memory:', systemClock);
      const asked: string[] = [];
      const prepare = database.prepare.bind(database);
      database.prepare = (sql) => (asked.push(sql), prepare(sql));
      new RunRows(database, new Payloads(database, ':memory:')).list(filter);
      const [sql = ''] = asked.slice(-1);
      const given = Array.from(sql.matchAll(/\?/g), () => null);
      expect(
        prepare(`explain query plan ${sql}`)
          .all(...given)
          .map(({ detail }) => detail),
      ).toEqual([plan]);
      database.close();
    },
  );
});
