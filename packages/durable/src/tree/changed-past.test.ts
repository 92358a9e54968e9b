import {
  type AnyStep,
  type Node,
  flow,
  forEach,
  gate,
  parallel,
  retry,
  saga,
  sequence,
  step,
  succeed,
  timeout,
} from '@strata/core';
import { describe, expect, test } from 'vitest';
import { changedPast, reachedBy } from './changed-past.ts';
import { outlineOf } from './outline.ts';

const one = step('one', async () => succeed(1));
const two = step('two', async () => succeed(2));
const three = step('three', async () => succeed(3));
const ask = gate('two', () => ({ question: '?' }));

/** What has changed for a run that has been at some keys. */
const changed = (then: { readonly node: Node }, now: { readonly node: Node }, keys: readonly string[]) =>
  changedPast(outlineOf(then.node), outlineOf(now.node), reachedBy(keys));

describe('S86: the past of a run', () => {
  test('may be followed by anything', () => {
    expect(changed(flow(one).to(two), flow(one).to(three), ['one'])).toBeUndefined();
    expect(changed(flow(one).to(two), flow(one), ['one'])).toBeUndefined();
    expect(changed(flow(one), flow(one).to(two).to(three), ['one'])).toBeUndefined();
  });

  test('has to be where it was', () => {
    const changedAt = { at: 'one', expected: 'step one', found: 'step three' };
    expect(changed(flow(one).to(two), flow(three).to(one).to(two), ['one'])).toEqual(changedAt);
    expect(changed(flow(one).to(two), flow(two), ['one', 'two'])).toMatchObject({ at: 'one', found: 'step two' });
    expect(changed(flow(one).to(two), flow(one), ['one', 'two'])).toMatchObject({ at: 'two', found: 'nothing' });
    expect(changed(flow(one).to(two), flow(one).to(ask), ['one', 'two'])).toMatchObject({ found: 'gate two' });
    expect(changed(flow(one).to(two), saga<unknown>().to(one).to(two), ['one'])).toMatchObject({ found: 'saga' });
  });

  test('holds branches by their names, in whatever order, and new ones may be added', () => {
    const then = parallel({ left: one, right: two });
    expect(changed(then, parallel({ right: three, left: one }), ['left/one'])).toBeUndefined();
    expect(
      changed(then, parallel({ before: three, left: one, right: two }), ['left/one', 'right/two']),
    ).toBeUndefined();
    expect(changed(then, parallel({ left: three, right: two }), ['left/one'])).toMatchObject({ at: 'left/one' });
  });

  test('knows items, attempts, limits and what a saga took back by their places in the flow', () => {
    const inside = (inner: AnyStep<unknown>) =>
      sequence((from) =>
        from
          .to(
            forEach(
              'each',
              () => [1],
              (item) => item.to(retry((again) => again.to(inner), { attempts: 2, waitMs: 1 })),
            ),
          )
          .to(timeout((limited) => limited.to(two), 5)),
      );
    for (const key of ['each[3]/#2/one', 'each[0]/#1/one!undo', 'each[1]/#1/one!look again'])
      expect(changed(inside(one), inside(three), [key])).toMatchObject({ at: 'each/one', found: 'step three' });
    // What is written between two attempts says nothing of the flow.
    expect(changed(inside(one), inside(three), ['each[0]/#1/wait one'])).toBeUndefined();
    expect(changed(inside(one), inside(one), ['each[0]/#1/one', 'two~/two'])).toBeUndefined();
  });
});
