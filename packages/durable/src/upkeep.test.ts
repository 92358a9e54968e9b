import { Secret, flow, gate, invoke, saga, step, succeed } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endOf, idOf, open, storePath } from './engine.fixture.ts';
import { createNotes } from './notes.fixture.ts';
import { defineWorkflow } from './workflow.ts';

const text = z.object({ text: z.string() });

const workflowsOf = ({ tool }: ReturnType<typeof createNotes>, names: readonly [string, string] = ['one', 'two']) => ({
  asking: defineWorkflow({
    input: text,
    flow: saga<z.output<typeof text>>()
      .to(invoke(tool, 'add_note', ({ input }) => ({ text: input.text })))
      .to(gate('ok', () => ({ question: '?' })))
      .to(step('end', async ({ add_note }) => succeed(add_note.id))),
  }),
  plain: defineWorkflow({
    input: text,
    flow: flow<z.output<typeof text>>()
      // Any name is free at this place.
      .to(step(names[0] as 'one', async ({ input }) => succeed(input.text)))
      .to(step(names[1] as 'two', async () => succeed('done'))),
  }),
});

describe('S80: a run as a document', () => {
  test('goes from one store to another, without the secrets that the engine knows, and goes on there', async () => {
    const notes = createNotes();
    const here = open({ workflows: workflowsOf(notes), secrets: [new Secret('token-1234')] });
    const runId = idOf(await here.start('asking', { text: 'uses token-1234' }));
    await expect.poll(async () => (await here.get(runId))?.status).toBe('waiting');
    const exported = await here.export(runId);
    const document: unknown = JSON.parse(JSON.stringify(exported.success && exported.data));
    expect(JSON.stringify(document)).not.toContain('token-1234');
    expect(document).toMatchObject({ format: 'strata-run', input: { text: 'uses [secret]' } });

    const there = open({ workflows: workflowsOf(notes) });
    expect(await there.import(document)).toMatchObject({ success: true, data: { runId } });
    expect(await there.get(runId)).toMatchObject({ status: 'paused', input: { text: 'uses [secret]' } });
    expect(await there.import(document)).toMatchObject({ error: { kind: 'conflict', operation: 'import' } });
  });

  test('that has ended keeps its end and its history', async () => {
    const notes = createNotes();
    const here = open({ workflows: workflowsOf(notes) });
    const runId = idOf(await here.start('plain', { text: 'a' }));
    await here.result(runId);
    const exported = await here.export(runId);
    const there = open({ workflows: workflowsOf(notes) });
    await there.import(exported.success && exported.data);
    expect(await endOf(there, runId)).toMatchObject({ success: true, data: 'done' });
    expect(await there.history(runId)).toEqual(await here.history(runId));
  });

  test.each([[null], ['text'], [{ format: 'strata-run', version: 2 }], [{}]])('%j is none', async (document) => {
    const engine = open({ workflows: workflowsOf(createNotes()) });
    expect(await engine.import(document)).toMatchObject({
      error: { kind: 'invalid_input', message: expect.stringContaining('no exported run') as unknown },
    });
    expect(await engine.export('none')).toMatchObject({ error: { kind: 'not_found' } });
    expect((await engine.list()).runs).toEqual([]);
  });
});

describe('S81: a store is kept in order', () => {
  test('runs that ended long ago go with all that they wrote down; others stay', async () => {
    const clock = createManualClock();
    const path = await storePath();
    const engine = open({ path, clock, workflows: workflowsOf(createNotes()) });
    const long = 'x'.repeat(100_000);
    const start = async (name: 'plain' | 'asking', given: string): Promise<string> =>
      idOf(await engine.start(name, { text: given }));
    const old = await Promise.all(Array.from({ length: 250 }, (_, n) => start('plain', n === 0 ? long : `${n}`)));
    await Promise.all(old.map((runId) => engine.result(runId)));
    const waiting = await start('asking', 'waits');
    await clock.advance(1000);
    const young = await start('plain', long);
    await engine.result(young);
    const before = await engine.vacuum();
    expect(await engine.prune({ endedBefore: clock.now() })).toBe(250);
    expect(await engine.prune({ endedBefore: clock.now() })).toBe(0);
    expect((await engine.list()).runs.map(({ id }) => id)).toEqual([young, waiting]);
    expect(await engine.history(old[0] ?? '')).toBeUndefined();
    // What is long is kept once, for as long as somebody has it.
    expect(await engine.get(young)).toMatchObject({ input: { text: long } });
    const after = await engine.vacuum();
    expect(after.sizeBytes).toBeLessThan(before.sizeBytes);
    expect(after.freeBytes).toBe(0);
  });
});

describe('S82: the code of today against the histories of yesterday', () => {
  test.each<readonly [string, readonly [string, string], string]>([
    ['the same flow', ['one', 'two'], 'same'],
    ['a step of the past that has another name', ['first', 'two'], 'diverged'],
  ])('%s', async (_what, names, verdict) => {
    const path = await storePath();
    const notes = createNotes();
    const before = open({ path, workflows: workflowsOf(notes) });
    const runId = idOf(await before.start('plain', { text: 'a' }));
    await before.result(runId);
    await before[Symbol.asyncDispose]();
    const engine = open({ path, workflows: workflowsOf(notes, names) });
    const [checked] = await engine.check();
    expect(checked).toMatchObject({ runId, workflow: 'plain', verdict });
    if (verdict === 'diverged')
      expect([checked?.expected, checked?.found]).toEqual([
        'sequence\n  step one\n  step two',
        'sequence\n  step first\n  step two',
      ]);
  });

  test('a run that waits is gone through as far as it is, and nothing is done', async () => {
    const notes = createNotes();
    const engine = open({ workflows: workflowsOf(notes) });
    const runId = idOf(await engine.start('asking', { text: 'a' }));
    await expect.poll(async () => (await engine.get(runId))?.status).toBe('waiting');
    expect(await engine.check({ status: 'waiting' })).toMatchObject([{ runId, verdict: 'same' }]);
    expect([notes.made(), (await engine.get(runId))?.status]).toEqual([1, 'waiting']);
  });

  test('a mapper that asks for something else now is found out', async () => {
    const path = await storePath();
    const notes = createNotes();
    const adding = (said: string) => ({
      add: defineWorkflow({
        input: text,
        flow: flow<unknown>().to(invoke(notes.tool, 'add_note', () => ({ text: said }))),
      }),
    });
    const before = open({ path, workflows: adding('a') });
    await before.result(idOf(await before.start('add', { text: '' })));
    await before[Symbol.asyncDispose]();
    const [checked] = await open({ path, workflows: adding('b') }).check();
    expect(checked).toMatchObject({ verdict: 'diverged', message: expect.stringContaining("'add_note'") as unknown });
    expect([checked?.expected, checked?.found].map((it) => it?.includes('"text": "a"'))).toEqual([true, false]);
    expect(await open({ path }).check()).toMatchObject([{ verdict: 'unknown' }]);
  });
});
