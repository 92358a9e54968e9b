import {
  fallback,
  fail,
  flow,
  forEach,
  gate,
  invoke,
  parallel,
  retry,
  saga,
  step,
  succeed,
  timeout,
} from '@strata/core';
import { describe, expect, test } from 'vitest';
import { createNotes } from '../notes.fixture.ts';
import { hashOf, outlineOf, outlineText } from './outline.ts';

const { tool } = createNotes();

const all = saga<object>()
  .to(invoke(tool, 'add_note', () => ({ text: 'a' }), { as: 'first' }))
  .to(parallel({ left: step('one', async () => succeed(1)), right: gate('two', () => ({ question: '?' })) }))
  .to(
    forEach(
      'each',
      () => [1],
      (from) => from.to(invoke(tool, 'add_note', () => ({ text: 'b' }))),
    ),
  )
  .to(timeout((from) => from.to(step('soon', async () => succeed(1))), 5))
  .to(retry((from) => from.to(step('again', async () => succeed(1))), { attempts: 2, waitMs: 1 }))
  .to(
    fallback(
      'either',
      (from) => from.to(step('good', async () => fail('no'))),
      (from) => from.to(step('less', async () => succeed(1))),
    ),
  );

describe('S86: an outline', () => {
  test('names each node of a flow, in its place', () => {
    expect(outlineText(outlineOf(all.node))).toBe(
      [
        'saga',
        '  invoke notes.add_note as first',
        '  parallel',
        '    step one',
        '    gate two',
        '  forEach each',
        '    invoke notes.add_note',
        '  timeout',
        '    step soon',
        '  retry',
        '    step again',
        '  fallback either',
        '    step good',
        '    step less',
      ].join('\n'),
    );
  });

  test('has the keys under which its nodes run, items and attempts left out, below the path where it begins', () => {
    const keysOf = (outline: ReturnType<typeof outlineOf>): readonly string[] => [
      outline.key,
      ...outline.children.flatMap(keysOf),
    ];
    const keys = keysOf(outlineOf(all.node, 'outer/')).filter((key) => key !== 'outer/');
    expect(keys).toEqual([
      'outer/first',
      'outer/left/one',
      'outer/right/two',
      'outer/each',
      'outer/each/add_note',
      'outer/soon~/soon',
      'outer/again',
      'outer/either',
      'outer/either/first/good',
      'outer/either/otherwise/less',
    ]);
  });

  test('is known by its hash, which a change of what is computed does not change', () => {
    const of = (name: string, value: number) => hashOf(outlineOf(flow(step(name, async () => succeed(value))).node));
    expect(of('a', 1)).toBe(of('a', 2));
    expect(of('a', 1)).not.toBe(of('b', 1));
    expect(of('a', 1)).toHaveLength(32);
  });
});
