import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { startOutside } from '../crash/outside.fixture.ts';
import { open, storePath } from '../engine.fixture.ts';
import { openEngine } from '../index.ts';
import { migrations } from '../journal/schema.ts';
import { startChild } from './child.fixture.ts';
import { flowsIn } from './flows.fixture.ts';

describe('two versions of a program on one store', () => {
  test('S96: each drives the runs of the workflows that it knows', async () => {
    await using outside = await startOutside();
    const path = await storePath();
    const engine = open({ path, workflows: flowsIn(outside.url, 'nobody'), atOnce: 0 });
    for (const at of [1, 2, 3, 4, 5]) {
      await engine.start('other', { name: `other ${at}` }, { runId: `other-${at}` });
      await engine.start('three', { name: `three ${at}` }, { runId: `three-${at}` });
    }
    const older = startChild('drives.fixture.ts', [path, outside.url, 'older', '1', 'three']);
    expect(await older.line()).toBe('ready');
    const ended = async (name: string) => {
      for (const at of [1, 2, 3, 4, 5]) expect(await engine.result(`${name}-${at}`)).toMatchObject({ success: true });
    };
    await ended('three');
    expect((await engine.list({ workflow: 'other' })).runs.map(({ status }) => status)).toEqual(
      Array.from({ length: 5 }, () => 'pending'),
    );
    const newer = startChild('drives.fixture.ts', [path, outside.url, 'newer', '1', 'three', 'other']);
    expect(await newer.line()).toBe('ready');
    await ended('other');
    const drove = (prefix: string) =>
      new Set(outside.calls.flatMap(({ who, mark }) => (mark.startsWith(prefix) ? [who] : [])));
    expect([drove('three'), drove('other')]).toEqual([new Set(['older']), new Set(['newer'])]);
    expect([...outside.made.values()].every((times) => times === 1)).toBe(true);
  });

  test('S90: a store of a newer version is refused without harm to whoever uses it', async () => {
    await using outside = await startOutside();
    const path = await storePath();
    const child = startChild('drives.fixture.ts', [path, outside.url, 'newer', '16', 'three']);
    expect(await child.line()).toBe('ready');
    const database = new DatabaseSync(path);
    database.exec(`pragma user_version = ${migrations.length + 1}`);
    for (let times = 0; times < 3; times += 1)
      expect(() => openEngine({ path })).toThrow(expect.objectContaining({ problem: 'newer', path }));
    child.tell('start three run');
    expect(await child.line()).toBe('started run');
    child.tell('close');
    expect(await child.ended).toEqual({ code: 0, signal: null, stderr: '' });
    expect(database.prepare('pragma user_version').get()?.['user_version']).toBe(migrations.length + 1);
    expect(database.prepare('pragma integrity_check').get()?.['integrity_check']).toBe('ok');
    expect(database.prepare('select count(*) as count from runs').get()?.['count']).toBe(1);
    database.close();
  });
});
