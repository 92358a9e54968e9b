import { fail, flow, invoke, saga, step, succeed } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endOf, idOf, open } from './engine.fixture.ts';
import { createNotes } from './notes.fixture.ts';
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
