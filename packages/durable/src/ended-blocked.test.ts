import { DatabaseSync } from 'node:sqlite';
import { flow, gate, step, succeed } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { leftBy } from './ended-blocked.ts';
import { idOf, open, storePath } from './engine.fixture.ts';
import type { EntryKind } from './journal/entry.ts';
import { Known } from './runtime/known.ts';
import { defineWorkflow } from './workflow.ts';

type Line = readonly [kind: EntryKind, key: string, value: unknown];

const made = (key: string, id: number, call = key): readonly Line[] => [
  ['intent', key, { request: { operation: 'make' }, callId: `run/${call}` }],
  ['succeeded', key, { id }],
];

const inDoubt = (key: string, call = key): readonly Line[] => [
  ['intent', key, { request: { operation: 'make' }, callId: `run/${call}` }],
  ['failed', key, { kind: 'unavailable', mayHaveHappened: true }],
];

const left = (...lines: readonly (readonly Line[])[]): readonly unknown[] =>
  leftBy(new Known(lines.flat().map(([kind, key, value], id) => ({ id, kind, key, value, at: 0 })))).map(
    ({ at, output, error }) => [at, output, error?.message.includes('not known')],
  );

describe('what a run leaves behind that is ended as it is', () => {
  test('S86: is what it has made and nobody has taken back, last first', () => {
    const undone: readonly Line[] = [['succeeded', 'two!undo', {}]];
    expect(left(made('one', 1), made('two', 2), made('three', 3), undone)).toEqual([
      ['three', { id: 3 }, false],
      ['one', { id: 1 }, false],
    ]);
  });

  test('S86: is what may have happened, unless it was looked for twice and is not there', () => {
    const begun: readonly Line[] = [['intent', 'three', { request: { operation: 'make' } }]];
    const looks: readonly Line[] = [
      ['succeeded', 'two!look', null],
      ['succeeded', 'two!look again', null],
    ];
    expect(left(inDoubt('one'), inDoubt('two'), begun, looks)).toEqual([
      ['three', undefined, true],
      ['one', undefined, true],
    ]);
  });

  test('S86: is nothing that surely did not happen, was only read, or was not made after all', () => {
    const refused: readonly Line[] = [
      ['intent', 'one', { request: { operation: 'make' } }],
      ['failed', 'one', { kind: 'refused' }],
      ['succeeded', 'two', 'read'],
      ['intent', 'three', { request: { operation: 'make' } }],
      ['intent', 'three', null],
    ];
    expect(left(refused)).toEqual([]);
  });

  test('S86: is one thing where a later attempt found what an earlier one had made', () => {
    expect(left(inDoubt('#1/one', 'one'), made('#2/one', 1, 'one'))).toEqual([['#2/one', { id: 1 }, false]]);
  });

  test('S86: is nothing inside of a flow that another flow has taken back', () => {
    const undone: readonly Line[] = [...made('pair!undo/gone', 2), ['succeeded', 'pair!undo', {}]];
    expect(left(made('pair/one', 1), undone, made('pairs', 3))).toEqual([['pairs', { id: 3 }, false]]);
  });
});

const workflows = {
  fills: defineWorkflow({
    input: z.object({}),
    flow: flow<object>()
      .to(step('text', async () => succeed('text '.repeat(10_000))))
      .to(gate('on', () => ({ question: '?' }))),
  }),
};

test('S75, S92: a run whose journal is damaged can be ended, and says that nobody knows what it has done', async () => {
  const path = await storePath();
  const first = open({ path, workflows });
  const runId = idOf(await first.start('fills', {}));
  await expect.poll(async () => (await first.get(runId))?.status).toBe('waiting');
  await first[Symbol.asyncDispose]();
  const database = new DatabaseSync(path);
  database.exec(`update blobs set data = 'something else'`);
  database.close();

  const engine = open({ path, workflows, onBug: () => {} });
  const statusOf = async () => (await engine.list()).runs[0]?.status;
  await engine.pause(runId, { by: 'Ann' });
  await engine.resume(runId, { by: 'Ann' });
  await expect.poll(statusOf).toBe('blocked');
  const result = engine.result(runId);
  await engine.cancel(runId, { by: 'Ann' });
  expect(await result).toMatchObject({
    data: {
      error: {
        kind: 'saga_failed',
        message: expect.stringContaining('cannot be read') as unknown,
        undoComplete: false,
      },
    },
  });
  expect(await statusOf()).toBe('cancelled');
});
