import { readFileSync, writeFileSync } from 'node:fs';
import { flow, gate, step, succeed } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { idOf, open, storePath } from '../engine.fixture.ts';
import { type Engine, StoreUnusable, defineWorkflow } from '../index.ts';

const workflows = {
  fill: defineWorkflow({
    input: z.object({ name: z.string() }),
    flow: flow<{ readonly name: string }>()
      .to(step('text', async ({ input }) => succeed(`${input.name} `.repeat(400))))
      .to(gate('on', () => ({ question: 'Go on?' }))),
  }),
};

const pageBytes = 4096;

/** Everything that can be read of a run; what is wrong with the store, where it cannot. */
const readAll = async (engine: Engine<typeof workflows>, runId: string): Promise<unknown> => {
  try {
    return JSON.stringify([await engine.get(runId), await engine.history(runId)]);
  } catch (thrown) {
    return thrown;
  }
};

/** Opens a store, or gives what is wrong with it. */
const tryOpen = (path: string): Engine<typeof workflows> | StoreUnusable => {
  try {
    return open({ path, workflows, onBug: () => {} });
  } catch (thrown) {
    if (thrown instanceof StoreUnusable) return thrown;
    throw thrown;
  }
};

/** It says which file, what is wrong with it, and what to do. */
const expectDamaged = ({ problem, message, hint }: StoreUnusable, path: string): void => {
  expect(problem).toBe('damaged');
  expect(message).toContain(path);
  expect(hint).toContain('restore it from a backup');
};

describe('a store with garbage in the middle', () => {
  test.for([0.2, 0.35, 0.5, 0.65, 0.8])(
    '1.8, L3, S90: from %d of its length on says that it is damaged, or what was written',
    async (from) => {
      const path = await storePath();
      const written = new Map<string, unknown>();
      {
        await using engine = open({ path, workflows });
        const events = engine.watch();
        const ids = await Promise.all(
          Array.from({ length: 60 }, async (_, at) => idOf(await engine.start('fill', { name: `run ${at}` }))),
        );
        for await (const event of events)
          if (event.type === 'status' && (await engine.list({ status: 'waiting', limit: 60 })).runs.length === 60)
            break;
        for (const runId of ids) written.set(runId, await readAll(engine, runId));
      }
      const bytes = readFileSync(path);
      const start = Math.floor((bytes.length * from) / pageBytes) * pageBytes;
      const end = start + 6 * pageBytes;
      writeFileSync(path, bytes.fill(0xa5, start, end));

      const opened = tryOpen(path);
      if (opened instanceof StoreUnusable) {
        expectDamaged(opened, path);
        return;
      }
      let damaged = 0;
      for (const [runId, text] of written) {
        const read = await readAll(opened, runId);
        if (read instanceof StoreUnusable) {
          expectDamaged(read, path);
          damaged += 1;
        } else expect(read).toBe(text);
      }
      expect(damaged).toBeGreaterThan(0);
    },
  );
});
