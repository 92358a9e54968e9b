import {
  type Tool,
  defineCatalog,
  defineOperation,
  fallback,
  flow,
  gate,
  invoke,
  parallel,
  step,
  succeed,
} from '@strata/core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { labelOf, outlineOf } from './outline.ts';

const look = defineOperation({
  name: 'look_up',
  summary: 'Look.',
  effect: 'read',
  input: z.object({}),
  output: z.object({}),
});
const { operations } = defineCatalog('files', { look_up: look });
// Nothing here is run: an outline looks at the shape alone.
const files: Tool<typeof operations> = {
  name: 'files',
  operations,
  execute: () => Promise.reject(new Error('not run')),
};

const inner = flow<object>()
  .to(step('sum', async () => succeed(1)))
  .to(invoke(files, 'look_up', () => ({}), { as: 'deep' }));

const outer = flow<object>()
  .to(parallel({ left: invoke(files, 'look_up', () => ({})), right: step('count', async () => succeed(2)) }))
  .to(invoke(files, 'look_up', () => ({}), { as: 'run_all' }))
  .to(gate('approve', () => ({ question: 'Go on?' })))
  .to(
    fallback(
      'clean_up',
      (from) => from.to(invoke(files, 'look_up', () => ({}), { as: 'sweep' })),
      (from) => from.to(step('kept', async () => succeed({}))),
    ),
  );

const shown = (entries: ReturnType<typeof outlineOf>): readonly string[] =>
  entries.filter((entry) => entry.shown).map((entry) => `${entry.at}: ${entry.label}`);

test('S8: it names what a flow does, in its order, and not what only computes', () => {
  const outline = outlineOf(outer.node);
  expect(shown(outline)).toEqual([
    'left/look_up: look up',
    'run_all: run all',
    'approve: approve',
    'clean_up: clean up',
    'clean_up/first/sweep: sweep',
  ]);
  expect(outline.filter((entry) => !entry.shown).map((entry) => entry.at)).toEqual([
    'right/count',
    'clean_up/otherwise/kept',
  ]);
});

test('S8: what is behind a manager’s operation stands below it, under the names that events use', () => {
  expect(shown(outlineOf(outer.node, { look_up: inner.node })).slice(0, 4)).toEqual([
    'left/look_up: look up',
    'left/look_up/deep: deep',
    'run_all: run all',
    'run_all/deep: deep',
  ]);
});

test('a label is the last name of a place, in words', () => {
  expect(['create_pr', 'clean_up/first/delete_branch', ''].map(labelOf)).toEqual(['create pr', 'delete branch', '']);
});
