import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { flow, step, succeed, systemClock } from '@strata/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { open, storePath } from '../engine.fixture.ts';
import { StoreUnusable, defineWorkflow } from '../index.ts';
import { entryKinds } from './entry.ts';
import { Store } from './store.ts';

describe('a file that may not grow', () => {
  test('S94: says that the disk is full, and keeps what was confirmed', async () => {
    const path = await storePath();
    const broken: unknown[] = [];
    const store = new Store(path, { clock: systemClock, onBroken: (reason) => broken.push(reason) });
    store.database.exec('pragma max_page_count = 40');
    const confirmed: string[] = [];
    const add = async (key: string): Promise<void> => {
      store.commit.append(1, entryKinds.succeeded, key, JSON.stringify('x'.repeat(10_000)), null, 0);
      await store.commit.committed();
      confirmed.push(key);
    };
    const fill = async (): Promise<void> => {
      for (let at = 0; at < 100; at += 1) await add(`${at}`);
    };
    await expect(fill()).rejects.toMatchObject({ problem: 'disk_full', path });
    expect(broken).toHaveLength(1);
    expect(confirmed.length).toBeGreaterThan(5);
    store.close();
    const again = new Store(path, { clock: systemClock, onBroken: () => {} });
    expect([...again.entriesOf(1)].map(({ key }) => key)).toEqual(confirmed);
    again.close();
  });
});

/** Why a small disk cannot be had here; `undefined`: it can. */
const missing = (): string | undefined =>
  process.platform === 'linux' && process.getuid?.() === 0 ? undefined : 'only root on Linux may mount a small disk';

/** A disk of one megabyte, most of which is used. */
const smallDisk = async () => {
  const folder = join(dirname(await storePath()), 'disk');
  mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  const filler = join(folder, 'filler');
  writeFileSync(filler, Buffer.alloc(500_000));
  return { path: join(folder, 'runs.db'), makeRoom: () => rmSync(filler) };
};

const workflows = {
  keep: defineWorkflow({
    input: z.object({ text: z.string() }),
    flow: flow<{ readonly text: string }>()
      .to(step('first', async ({ input }) => succeed(`${input.text.slice(0, 5_000)}!`)))
      .to(step('length', async ({ input, first }) => succeed(input.text.length + first.length))),
  }),
};

describe.skipIf(missing() !== undefined)('a disk that is full', () => {
  test('S94: stops the runs with what is wrong, and they go on when there is room again', async () => {
    const { path, makeRoom } = await smallDisk();
    const bugs: unknown[] = [];
    const text = 'x'.repeat(15_000);
    const confirmed: string[] = [];
    const engine = open({ path, workflows, onBug: (bug) => bugs.push(bug) });
    const results: Promise<unknown>[] = [];
    const fill = async (): Promise<void> => {
      for (let at = 0; at < 200; at += 1) {
        const runId = `run ${at}`;
        const started = await engine.start('keep', { text }, { runId });
        if (!started.success) throw new Error(started.error.message);
        confirmed.push(runId);
        results.push(engine.result(runId).catch((reason: unknown) => reason));
      }
    };
    await expect(fill()).rejects.toMatchObject({ problem: 'disk_full', path });
    expect(bugs).toEqual([expect.objectContaining({ name: 'StoreUnusable', problem: 'disk_full' })]);
    expect(confirmed.length).toBeGreaterThan(3);
    // Each has ended, or says why it cannot.
    for (const result of await Promise.all(results))
      if (result instanceof StoreUnusable) expect(result.problem).toBe('disk_full');
      else expect(result).toMatchObject({ success: true, data: { success: true } });
    await engine[Symbol.asyncDispose]();

    makeRoom();
    const again = open({ path, workflows });
    for (const runId of confirmed) {
      expect(await again.result(runId)).toMatchObject({ success: true, data: { success: true, data: 20_001 } });
      expect(await again.get(runId)).toMatchObject({ input: { text } });
    }
    const { runs } = await again.list({ limit: 500 });
    expect(runs.map(({ id }) => id).toReversed()).toEqual(confirmed);
  });

  test('S94: is said when a store cannot be made or opened for lack of room, and nothing is left of the attempt', async () => {
    const { path } = await smallDisk();
    writeFileSync(`${path}.more`, Buffer.alloc(500_000));
    expect(() => open({ path, workflows })).toThrow(expect.objectContaining({ problem: 'disk_full' }));
    rmSync(`${path}.more`);
    expect(readdirSync(dirname(path))).toEqual(['filler']);
    await open({ path, workflows })[Symbol.asyncDispose]();
  });
});
