import { describe, expect, test } from 'vitest';
import { bulkhead } from './bulkhead.ts';
import { type Turn, createNotebook } from './notebook.fixture.ts';

const list = { operation: 'list_notes' } as const;
const lasting = () => {
  const { promise: until, resolve: release } = Promise.withResolvers<void>();
  const turn: Turn = { kind: 'lasts', obeys: false, until };
  return { turn, release };
};

describe('S62: a crowd', () => {
  test('waits in line, so many at most, and the rest is turned away at once', async () => {
    const { turn, release } = lasting();
    const { tool, clock, calls, ctx, mostUnderWay } = createNotebook([turn, turn]);
    const narrow = bulkhead({ maxConcurrent: 2, maxQueued: 3 })(tool);
    const waiting = Array.from({ length: 5 }, () => narrow.execute(list, ctx));
    expect(await narrow.execute({ operation: 'add_note' }, ctx)).toMatchObject({
      success: false,
      error: {
        kind: 'unavailable',
        mayHaveHappened: false,
        message: '2 calls of notebook are under way and 3 wait: there is no room for more',
      },
      meta: { attempts: 0 },
    });
    await clock.advance(500);
    release();
    const answers = await Promise.all(waiting);
    expect(answers.map(({ success }) => success)).toEqual(Array.from({ length: 5 }, () => true));
    expect(answers.map(({ meta }) => meta.waitedMs)).toEqual([0, 0, 500, 500, 500]);
    expect([calls.length, mostUnderWay()]).toEqual([5, 2]);
  });

  test('is let in in the order in which it came', async () => {
    const { turn, release } = lasting();
    const { tool, calls, ctx } = createNotebook([turn]);
    const narrow = bulkhead({ maxConcurrent: 1 })(tool);
    const first = narrow.execute({ operation: 'ring_bell' }, ctx);
    const others = [
      narrow.execute({ operation: 'add_note' }, ctx),
      narrow.execute({ operation: 'set_title', title: 'x' }, ctx),
    ];
    release();
    await Promise.all([first, ...others]);
    expect(calls.map(({ operation }) => operation)).toEqual(['ring_bell', 'add_note', 'set_title']);
  });

  test('one that is aborted leaves the line at once, and its room is free', async () => {
    const { turn, release } = lasting();
    const { tool, calls, ctx } = createNotebook([turn]);
    const narrow = bulkhead({ maxConcurrent: 1, maxQueued: 1 })(tool);
    const first = narrow.execute(list, ctx);
    const controller = new AbortController();
    const leaving = narrow.execute({ operation: 'add_note' }, { ...ctx, signal: controller.signal });
    controller.abort();
    expect(await leaving).toMatchObject({ error: { kind: 'cancelled', mayHaveHappened: false } });
    const next = narrow.execute({ operation: 'ring_bell' }, ctx);
    release();
    expect(await first).toMatchObject({ success: true });
    expect(await next).toMatchObject({ success: true });
    expect(calls.map(({ operation }) => operation)).toEqual(['list_notes', 'ring_bell']);
  });

  test('one whose deadline comes leaves the line then, and its room is free', async () => {
    const { turn, release } = lasting();
    const { tool, calls, clock, ctx } = createNotebook([turn]);
    const narrow = bulkhead({ maxConcurrent: 1, maxQueued: 1 })(tool);
    const first = narrow.execute(list, ctx);
    const leaving = narrow.execute({ operation: 'add_note' }, { ...ctx, deadlineAt: clock.now() + 1000 });
    await clock.advance(1000);
    expect(await leaving).toMatchObject({
      error: { kind: 'timed_out', limitMs: 1000, mayHaveHappened: false },
      meta: { attempts: 0, durationMs: 1000, waitedMs: 1000 },
    });
    const next = narrow.execute({ operation: 'ring_bell' }, { ...ctx, deadlineAt: clock.now() + 1000 });
    release();
    expect([(await first).success, (await next).success]).toEqual([true, true]);
    expect(calls.map(({ operation }) => operation)).toEqual(['list_notes', 'ring_bell']);
    expect(clock.pending).toBe(0);
  });

  test('one whose deadline has passed already does not wait for a place', async () => {
    const { turn, release } = lasting();
    const { tool, calls, clock, ctx } = createNotebook([turn]);
    const narrow = bulkhead({ maxConcurrent: 1 })(tool);
    const first = narrow.execute(list, ctx);
    const late = await narrow.execute({ operation: 'ring_bell' }, { ...ctx, deadlineAt: clock.now() });
    expect(late).toMatchObject({ error: { kind: 'timed_out' }, meta: { attempts: 0 } });
    release();
    await first;
    expect(calls).toHaveLength(1);
  });

  test('a bug in the tool gives its place back', async () => {
    const { tool, ctx } = createNotebook();
    let isBroken = true;
    const broken: typeof tool = {
      ...tool,
      execute: (...given) => (isBroken ? Promise.reject(new Error('bug')) : tool.execute(...given)),
    };
    const narrow = bulkhead({ maxConcurrent: 1, maxQueued: 0 })(broken);
    await expect(narrow.execute(list, ctx)).rejects.toThrow('bug');
    isBroken = false;
    expect(await narrow.execute(list, ctx)).toMatchObject({ success: true });
  });
});

test('a call that is aborted already takes no place, and an option that does not fit is a TypeError', async () => {
  const { tool, ctx, calls } = createNotebook();
  const answer = await bulkhead()(tool).execute(list, { ...ctx, signal: AbortSignal.abort() });
  expect(answer).toMatchObject({ error: { kind: 'cancelled' } });
  expect(calls).toHaveLength(0);
  expect(() => bulkhead({ maxConcurrent: 0 })).toThrow(/^bulkhead: maxConcurrent:/);
});
