import { createManualClock } from '@strata/testing';
import { describe, expect, test } from 'vitest';
import { type Branch, Cancellation, type RunBranch, createMemoryRuntime, fail, succeed } from '../index.ts';

const clock = createManualClock();
const runtime = createMemoryRuntime({ clock });
const node = { kind: 'sequence', nodes: [] } as const;
const branches: readonly Branch[] = ['a', 'b', 'c', 'd'].map((key) => ({ key, node, scope: {}, retried: false }));

describe('fanning out in memory', () => {
  test('never runs more at once than it may, and keeps the order', async () => {
    let [now, peak] = [0, 0];
    const run: RunBranch = async ({ key }) => {
      peak = Math.max(peak, ++now);
      await Promise.resolve();
      now--;
      return { outcome: succeed(key), done: [], reports: [], gives: {} };
    };
    const ended = await runtime.fanOut(branches, { atOnce: 2, until: 'all' }, Cancellation.independent(), run);
    expect(ended.map((it) => it.outcome.success && it.outcome.data)).toEqual(['a', 'b', 'c', 'd']);
    expect(peak).toBe(2);
  });

  test.each([
    ['all', false],
    ['first', true],
  ] as const)('until %s: cancels the rest after the first that ends with success %s', async (until, success) => {
    const cancelled: boolean[] = [];
    const run: RunBranch = async (_branch, cancellation) => {
      cancelled.push(cancellation.cancelled);
      return { outcome: success ? succeed(1) : fail('no'), done: [], reports: [], gives: {} };
    };
    const outer = Cancellation.independent();
    const ended = await runtime.fanOut(branches, { atOnce: 1, until }, outer, run);
    // The others do not begin.
    expect(cancelled).toEqual([false]);
    const notBegun = { outcome: { error: { kind: 'cancelled' } }, done: [] };
    expect(ended.slice(1)).toMatchObject([notBegun, notBegun, notBegun]);
    expect(outer.cancelled).toBe(false);
  });
});

describe('a gate in memory', () => {
  test('asks one after the other until so many have said yes as are needed', async () => {
    const people = ['ann', 'bo', 'cy'];
    const asking = createMemoryRuntime({ decide: async () => ({ approved: true, by: people.shift() ?? 'nobody' }) });
    expect(await asking.gate('g', { question: '?', quorum: 2 }, Cancellation.independent())).toEqual({
      approved: true,
      by: 'bo',
      votes: [
        { approved: true, by: 'ann' },
        { approved: true, by: 'bo' },
      ],
    });
    expect(people).toEqual(['cy']);
  });

  test.each([
    ['approved', true],
    ['rejected', false],
  ] as const)(
    'answers by itself when its time is up, %s, and whoever was asked hears that it is over',
    async (outcome, approved) => {
      const signals: AbortSignal[] = [];
      const asking = createMemoryRuntime({
        clock,
        decide: (_key, _question, signal) => {
          signals.push(signal);
          return new Promise(() => {});
        },
      });
      const question = { question: '?', expires: { afterMs: 500, outcome } };
      const deciding = asking.gate('g', question, Cancellation.independent());
      await clock.advance(500);
      expect(await deciding).toMatchObject({ approved, expired: true, by: 'nobody' });
      expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    },
  );

  test('that was answered in time does not expire', async () => {
    const asking = createMemoryRuntime({ clock, decide: async () => ({ approved: true, by: 'ann' }) });
    const question = { question: '?', expires: { afterMs: 500, outcome: 'rejected' } } as const;
    expect(await asking.gate('g', question, Cancellation.independent())).toEqual({ approved: true, by: 'ann' });
    expect(clock.pending).toBe(0);
  });

  test('1.8, L7: is refused when there is no decision, so that what was done is undone', async () => {
    const broken = createMemoryRuntime({ decide: () => Promise.reject(new Error('no connection')) });
    const outer = Cancellation.independent();
    expect(await broken.gate('g', { question: '?' }, outer)).toEqual({
      approved: false,
      by: 'nobody',
      comment: 'there was no decision: Error: no connection',
    });
    outer.cancel();
  });
});

test('by default time is that of the machine', async () => {
  expect(await createMemoryRuntime().sleep('s', 0, Cancellation.independent())).toBe(true);
});

test('a sleep under a cancellation that is over does not begin', async () => {
  const over = Cancellation.independent();
  over.cancel();
  expect(await runtime.sleep('s', 100, over)).toBe(false);
  expect(clock.pending).toBe(0);
});
