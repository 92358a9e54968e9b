import { fail, flow, gate, invoke, saga, step, succeed } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endOf, idOf, open } from './engine.fixture.ts';
import { inheritedBy } from './fork.ts';
import type { Entry } from './journal/entry.ts';
import { createNotes } from './notes.fixture.ts';
import type { Outline } from './tree/outline.ts';
import { defineWorkflow } from './workflow.ts';

const input = z.object({ text: z.string() });

/** A flow whose last step fails as often as it is told to. */
const opened = (failures: number) => {
  const { tool, ...notes } = createNotes();
  const looked: string[] = [];
  let left = failures;
  const end = step('end', async () => (left-- > 0 ? fail('no') : succeed('done')));
  const steps = flow<z.output<typeof input>>()
    .to(
      step('look', async ({ input: { text } }) => {
        looked.push(text);
        return succeed(`${text} seen`);
      }),
    )
    .to(invoke(tool, 'add_note', ({ look }) => ({ text: look })))
    .to(end);
  const all = saga<z.output<typeof input>>()
    .to(step('look', async ({ input: { text } }) => succeed(`${text} seen`)))
    .to(invoke(tool, 'add_note', ({ look }) => ({ text: look })))
    .to(end);
  const workflows = {
    steps: defineWorkflow({ input, flow: steps }),
    all: defineWorkflow({ input, flow: all }),
  };
  return { engine: open({ workflows }), looked, ...notes };
};

describe('S78: a run that failed', () => {
  test('is retried as a new run, which does not do again what was done', async () => {
    const { engine, texts, looked } = opened(1);
    const first = idOf(await engine.start('steps', { text: 'a' }));
    expect(await endOf(engine, first)).toMatchObject({ success: false, error: 'no' });
    const second = idOf(await engine.retry(first));
    expect(await endOf(engine, second)).toMatchObject({ success: true, data: 'done' });
    expect([texts(), looked]).toEqual([['a seen'], ['a']]);
    expect(await engine.get(second)).toMatchObject({ forkOf: first, status: 'succeeded', input: { text: 'a' } });
  });

  test('whose saga has taken back what it did does it anew', async () => {
    const { engine, texts, made } = opened(1);
    const first = idOf(await engine.start('all', { text: 'a' }));
    expect(await endOf(engine, first)).toMatchObject({ success: false });
    expect(texts()).toEqual([]);
    expect(await endOf(engine, idOf(await engine.retry(first)))).toMatchObject({ success: true });
    expect([texts(), made()]).toEqual([['a seen'], 2]);
  });

  test.each(['succeeded', 'unknown'])('is what a run that %s is not', async (what) => {
    const { engine } = opened(0);
    const done = idOf(await engine.start('steps', { text: 'a' }));
    await engine.result(done);
    expect(await engine.retry(what === 'unknown' ? 'x' : done)).toMatchObject({
      error: { kind: what === 'unknown' ? 'not_found' : 'conflict', operation: 'retry' },
    });
  });
});

describe('S78: a run is forked', () => {
  test('from a node, with what was before it, and another input', async () => {
    const { engine, texts, looked } = opened(0);
    const first = idOf(await engine.start('steps', { text: 'a' }));
    await engine.result(first);
    const second = idOf(await engine.fork(first, { from: 'add_note', input: { text: 'b' } }));
    expect(await endOf(engine, second)).toMatchObject({ success: true });
    expect([texts(), looked]).toEqual([['a seen', 'a seen'], ['a']]);
    const third = idOf(await engine.fork(first, { from: 'look', input: { text: 'b' } }));
    await engine.result(third);
    expect(texts()).toEqual(['a seen', 'a seen', 'b seen']);
  });

  test('but not from after what was taken back, nor from nowhere, nor with a wrong input', async () => {
    const { engine } = opened(1);
    const first = idOf(await engine.start('all', { text: 'a' }));
    await engine.result(first);
    expect(await engine.fork(first, { from: 'end' })).toMatchObject({
      error: {
        kind: 'conflict',
        message: expect.stringContaining("what 'add_note' had done was taken back") as unknown,
      },
    });
    expect(await engine.fork(first, { from: 'nowhere' })).toMatchObject({ error: { kind: 'not_found' } });
    expect(await engine.fork(first, { from: 'look', input: { text: 1 } })).toMatchObject({
      error: { kind: 'invalid_input', issues: [{ path: 'text' }] },
    });
  });
});

describe('S78: what stands of a run that has taken something back', () => {
  test('a decision about it is asked for again', async () => {
    const { tool, texts } = createNotes();
    let left = 1;
    const asks = saga<z.output<typeof input>>()
      .to(invoke(tool, 'add_note', ({ input: { text } }) => ({ text })))
      .to(gate('approve', ({ add_note: { id } }) => ({ question: `Keep ${id}?` })))
      .to(step('end', async () => (left-- > 0 ? fail('no') : succeed('done'))));
    const engine = open({ workflows: { asks: defineWorkflow({ input, flow: asks }) } });
    const decide = async (runId: string): Promise<void> => {
      await expect.poll(async () => (await engine.get(runId))?.gates.length).toBe(1);
      await engine.decide(runId, 'approve', { by: 'ann', approved: true });
    };
    const first = idOf(await engine.start('asks', { text: 'a' }));
    await decide(first);
    expect(await endOf(engine, first)).toMatchObject({ success: false });
    const second = idOf(await engine.retry(first));
    await decide(second);
    expect(await endOf(engine, second)).toMatchObject({ success: true });
    expect(texts()).toEqual(['a']);
  });

  const outline: Outline = { label: 'saga', key: '', by: 'order', children: [] };
  const entry = (kind: Entry['kind'], key: string): Entry => ({ id: 0, kind, key, value: { request: {} }, at: 0 });
  const done = (key: string): readonly Entry[] => [entry('intent', key), entry('succeeded', key)];
  const keysOf = (entries: readonly Entry[]): unknown => {
    const inherited = inheritedBy(outline, entries, undefined);
    return 'kind' in inherited ? inherited : inherited.map(({ key }) => key);
  };

  test('what is inside of an operation goes with it, and what was read later with what it was about', () => {
    const before = [entry('succeeded', 'look'), ...done('kept')];
    const pair = [...done('pair/one'), ...done('pair/two'), entry('succeeded', 'pair')];
    const after = [entry('succeeded', 'look_again'), ...done('announced')];
    const undone = [entry('succeeded', 'pair!undo')];
    expect(keysOf([...before, ...pair, ...after, ...undone])).toEqual(['look', 'kept', 'announced']);
    expect(keysOf([...before, ...pair, ...after])).toEqual([
      'look',
      'kept',
      'pair/one',
      'pair/two',
      'pair',
      'look_again',
      'announced',
    ]);
  });
});
