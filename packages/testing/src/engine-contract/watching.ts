import { flow, gate, invoke, saga, step, succeed } from '@strata/core';
import { type Engine, type RunEvent, defineWorkflow } from '@strata/durable';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { comesTrue, endOf, idOf, reaches } from './following.ts';
import type { OpenEngine } from './open-engine.ts';
import { createWorkshop } from './workshop.ts';

const asksAt = ({ tool }: ReturnType<typeof createWorkshop>) => ({
  asks: defineWorkflow({
    input: z.object({}),
    flow: flow<object>()
      .to(invoke(tool, 'create_item', () => ({ name: 'a' })))
      .to(gate('approve', () => ({ question: 'Ship it?' })))
      .to(step('after', async () => succeed('done'))),
  }),
});

const lineOf = (event: RunEvent): string =>
  event.type === 'status'
    ? `is ${event.status}`
    : event.type === 'flow'
      ? `${event.event.type} ${event.event.at}`
      : event.type;

/** Hears what is told until it ends. */
const listen = (engine: Pick<Engine, 'watch'>, filter: Parameters<Engine['watch']>[0]) => {
  const heard: RunEvent[] = [];
  const ended = (async () => {
    for await (const event of engine.watch(filter)) heard.push(event);
  })();
  return { heard, ended, lines: () => heard.map(lineOf) };
};

const following = (open: OpenEngine): void => {
  test('S84: whoever watches a run hears what happens to it, once, and of its end', async () => {
    await using engine = await open({ workflows: asksAt(createWorkshop()) });
    const { ended, lines } = listen(engine, { runId: 'mine' });
    await engine.start('asks', {}, { runId: 'other' });
    await engine.start('asks', {}, { runId: 'mine' });
    await reaches(engine, 'mine', 'waiting');
    await engine.pause('mine', { by: 'Ann' });
    await engine.resume('mine', { by: 'Ann' });
    await reaches(engine, 'mine', 'waiting');
    await engine.decide('mine', 'approve', { by: 'Ann', approved: true });
    await ended;
    expect(lines().filter((line) => line.startsWith('is '))).toEqual([
      'is running',
      'is waiting',
      'is paused',
      'is pending',
      'is running',
      'is waiting',
      'is running',
      'is succeeded',
    ]);
    const once = [
      'started create_item',
      'finished create_item',
      'waiting approve',
      'decided approve',
      'finished after',
    ];
    expect(lines().filter((line) => once.includes(line))).toEqual(once);
  });

  test('S84: whoever watches all hears of every run, until they leave', async () => {
    await using engine = await open({ workflows: asksAt(createWorkshop()) });
    const leaving = new AbortController();
    const { heard, ended } = listen(engine, { signal: leaving.signal });
    await engine.start('asks', {}, { runId: 'one' });
    await engine.start('asks', {}, { runId: 'two' });
    const waits = (runId: string) =>
      heard.some((event) => event.type === 'status' && event.runId === runId && event.status === 'waiting');
    await comesTrue(() => waits('one') && waits('two'));
    leaving.abort();
    await ended;
    const before = heard.length;
    await engine.cancel('one', { by: 'Ann' });
    await reaches(engine, 'one', 'cancelled');
    expect(heard).toHaveLength(before);
  });
};

const ends = (open: OpenEngine): void => {
  test('S84: watching a run that has ended ends at once', async () => {
    await using engine = await open({ workflows: asksAt(createWorkshop()) });
    const runId = idOf(await engine.start('asks', {}));
    await engine.cancel(runId, { by: 'Ann' });
    await endOf(engine, runId);
    const { heard, ended } = listen(engine, { runId });
    await ended;
    expect(heard).toEqual([]);
  });

  test('S84: watching ends with the engine, which then says that it is closed', async () => {
    const engine = await open({ workflows: asksAt(createWorkshop()) });
    const { ended } = listen(engine, {});
    await engine[Symbol.asyncDispose]();
    await ended;
    await expect(engine.get('mine')).rejects.toThrow('closed');
    await expect(engine.start('asks', {})).rejects.toThrow('closed');
    await expect(engine.cancel('mine', { by: 'Ann' })).rejects.toThrow('closed');
  });
};

const undos = (open: OpenEngine): void => {
  test('S84: whoever watches hears what is taken back, also in another life than it was made in', async () => {
    const { tool } = createWorkshop();
    const all = saga<object>()
      .to(invoke(tool, 'create_item', () => ({ name: 'a' })))
      .to(gate('approve', () => ({ question: 'Keep it?' })));
    await using engine = await open({ workflows: { all: defineWorkflow({ input: z.object({}), flow: all }) } });
    const { ended, lines } = listen(engine, { runId: 'mine' });
    await engine.start('all', {}, { runId: 'mine' });
    await reaches(engine, 'mine', 'waiting');
    await engine.decide('mine', 'approve', { by: 'Ann', approved: false });
    await ended;
    const told = ['finished create_item', 'undoing create_item', 'undone create_item'];
    expect(lines().filter((line) => line.endsWith('create_item'))).toEqual(['started create_item', ...told]);
  });
};

/** What holds of watching runs. */
export const watchingTests = (open: OpenEngine): void => {
  describe('watching', () => {
    following(open);
    undos(open);
    ends(open);
  });
};
