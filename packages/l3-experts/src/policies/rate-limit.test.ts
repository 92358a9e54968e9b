import { createContext } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { type Turn, createNotebook, fails } from './notebook.fixture.ts';
import { rateLimit } from './rate-limit.ts';

const lasting = () => {
  const { promise: until, resolve: release } = Promise.withResolvers<void>();
  const turn: Turn = { kind: 'lasts', obeys: false, until };
  return { turn, release };
};

const times = <Answer>(count: number, call: () => Promise<Answer>): Promise<Answer>[] =>
  Array.from({ length: count }, call);

describe('pace', () => {
  test('S19: writes go one at a time, a second apart', async () => {
    const { tool, clock, calls, ctx, mostUnderWay } = createNotebook();
    const limited = rateLimit()(tool);
    const answering = times(3, () => limited.execute({ operation: 'ring_bell' }, ctx));
    for (let round = 0; round < 2; round++) {
      await clock.waiting();
      await clock.advance(1000);
    }
    const answers = await Promise.all(answering);
    expect(calls.map(({ at }) => at)).toEqual([0, 1000, 2000]);
    expect(answers.map(({ meta }) => meta.durationMs)).toEqual([0, 1000, 2000]);
    expect(mostUnderWay()).toBe(1);
  });

  test('reads do not wait for writes', async () => {
    const { turn, release } = lasting();
    const { tool, ctx } = createNotebook([turn]);
    const limited = rateLimit()(tool);
    const writing = limited.execute({ operation: 'ring_bell' }, ctx);
    expect(await limited.execute({ operation: 'list_notes' }, ctx)).toMatchObject({ success: true });
    release();
    expect(await writing).toMatchObject({ success: true });
  });

  test('no more calls are under way than may be', async () => {
    const { turn, release } = lasting();
    const { tool, calls, ctx, mostUnderWay } = createNotebook([turn, turn, turn]);
    const limited = rateLimit({ read: { maxConcurrent: 2 } })(tool);
    const answering = times(8, () => limited.execute({ operation: 'list_notes' }, ctx));
    await expect.poll(() => calls.length).toBe(2);
    release();
    await Promise.all(answering);
    expect(mostUnderWay()).toBe(2);
  });

  test('no more calls start within a minute than may', async () => {
    const { tool, clock, calls, ctx } = createNotebook();
    const limited = rateLimit({ read: { perMinute: 2 } })(tool);
    const answering = times(3, () => limited.execute({ operation: 'list_notes' }, ctx));
    await clock.waiting();
    await clock.advance(60_000);
    await Promise.all(answering);
    expect(calls.map(({ at }) => at)).toEqual([0, 0, 60_000]);
  });

  test('each tool has limits of its own', async () => {
    const policy = rateLimit();
    const [one, other] = [createNotebook(), createNotebook()];
    await policy(one.tool).execute({ operation: 'ring_bell' }, one.ctx);
    await policy(other.tool).execute({ operation: 'ring_bell' }, other.ctx);
    expect([one.clock.pending, other.clock.pending]).toEqual([0, 0]);
  });
});

describe('A23: a quota that is used up', () => {
  test('holds all calls back until it is full again', async () => {
    const { tool, clock, calls, ctx } = createNotebook([
      { kind: 'works', rateLimit: { limit: 60, remaining: 0, resetsAt: createNotebook().clock.now() + 30_000 } },
    ]);
    const limited = rateLimit()(tool);
    await limited.execute({ operation: 'list_notes' }, ctx);
    const answering = [
      limited.execute({ operation: 'list_notes' }, ctx),
      limited.execute({ operation: 'ring_bell' }, ctx),
    ];
    await clock.waiting(2);
    await clock.advance(30_000);
    await Promise.all(answering);
    expect(calls.map(({ at }) => at)).toEqual([0, 30_000, 30_000]);
  });

  test('a call that was turned away holds the others back for as long as the tool asks', async () => {
    const { tool, clock, calls, ctx } = createNotebook([
      fails({ kind: 'rate_limited', message: 'slow down', retryAfterMs: 7000 }),
    ]);
    const limited = rateLimit()(tool);
    expect(await limited.execute({ operation: 'list_notes' }, ctx)).toMatchObject({ error: { kind: 'rate_limited' } });
    const answering = limited.execute({ operation: 'list_notes' }, ctx);
    await clock.waiting();
    await clock.advance(7000);
    expect(await answering).toMatchObject({ success: true });
    expect(calls.map(({ at }) => at)).toEqual([0, 7000]);
  });
});

describe('a call that waits', () => {
  test('is answered at once when it is aborted, and never starts', async () => {
    const { turn, release } = lasting();
    const { tool, calls, clock, ctx } = createNotebook([turn]);
    const limited = rateLimit()(tool);
    const writing = limited.execute({ operation: 'ring_bell' }, ctx);
    const controller = new AbortController();
    const waiting = limited.execute(
      { operation: 'add_note', text: 'x' },
      createContext({ clock, signal: controller.signal }),
    );
    controller.abort();
    expect(await waiting).toMatchObject({
      success: false,
      error: { kind: 'cancelled', mayHaveHappened: false },
      meta: { attempts: 0 },
    });
    release();
    expect(await writing).toMatchObject({ success: true });
    const next = limited.execute({ operation: 'set_title', title: 'next' }, ctx);
    await clock.waiting();
    await clock.advance(1000);
    expect(await next).toMatchObject({ success: true });
    expect(calls.map(({ operation }) => operation)).toEqual(['ring_bell', 'set_title']);
  });

  test('is ended by its signal during the wait for its pace', async () => {
    const { tool, calls, clock, ctx } = createNotebook();
    const limited = rateLimit()(tool);
    await limited.execute({ operation: 'ring_bell' }, ctx);
    const controller = new AbortController();
    const waiting = limited.execute({ operation: 'ring_bell' }, { ...ctx, signal: controller.signal });
    await clock.waiting();
    controller.abort();
    expect(await waiting).toMatchObject({ success: false, error: { kind: 'cancelled' }, meta: { attempts: 0 } });
    expect([calls.length, clock.pending]).toEqual([1, 0]);
  });

  test('is not begun when its turn would come after its deadline', async () => {
    const { tool, clock, calls, ctx } = createNotebook();
    const limited = rateLimit()(tool);
    await limited.execute({ operation: 'ring_bell' }, ctx);
    const answer = await limited.execute({ operation: 'ring_bell' }, { ...ctx, deadlineAt: clock.now() + 500 });
    expect(answer).toMatchObject({
      success: false,
      error: { kind: 'rate_limited', retryAfterMs: 1000 },
      meta: { attempts: 0 },
    });
    expect([calls.length, clock.pending]).toEqual([1, 0]);
  });

  test('A23: is rate_limited at its deadline, behind one that hangs, and never starts', async () => {
    const { turn, release } = lasting();
    const { tool, clock, calls, ctx } = createNotebook([turn]);
    const limited = rateLimit()(tool);
    const writing = limited.execute({ operation: 'ring_bell' }, ctx);
    await expect.poll(() => calls.length).toBe(1);
    await clock.advance(1000);
    const given = { ...ctx, deadlineAt: clock.now() + 500 };
    const waiting = limited.execute({ operation: 'add_note' }, given);
    await clock.advance(500);
    expect(await waiting).toMatchObject({
      error: { kind: 'rate_limited', message: "its turn had not come by the call's deadline" },
      meta: { attempts: 0, durationMs: 500, waitedMs: 500 },
    });
    expect(clock.pending).toBe(0);
    release();
    await writing;
    await limited.execute({ operation: 'set_title', title: 'next' }, ctx);
    expect(calls.map(({ operation }) => operation)).toEqual(['ring_bell', 'set_title']);
  });

  test('A23: is rate_limited at once behind others who wait for the same, when its deadline comes first', async () => {
    const { tool, clock, calls, ctx } = createNotebook([
      fails({ kind: 'rate_limited', message: 'slow down', retryAfterMs: 60_000 }),
    ]);
    const limited = rateLimit()(tool);
    await limited.execute({ operation: 'ring_bell' }, ctx);
    const patient = limited.execute({ operation: 'ring_bell' }, ctx);
    await clock.waiting();
    const hasty = await limited.execute({ operation: 'add_note' }, { ...ctx, deadlineAt: clock.now() + 30_000 });
    expect(hasty).toMatchObject({ error: { kind: 'rate_limited', retryAfterMs: 60_000 }, meta: { attempts: 0 } });
    await clock.advance(60_000);
    expect(await patient).toMatchObject({ success: true });
    expect(calls).toHaveLength(2);
  });

  test('is timed_out at once when its deadline has passed already', async () => {
    const { tool, clock, calls, ctx } = createNotebook();
    const answer = await rateLimit()(tool).execute({ operation: 'ring_bell' }, { ...ctx, deadlineAt: clock.now() });
    expect(answer).toMatchObject({ error: { kind: 'timed_out', mayHaveHappened: false }, meta: { attempts: 0 } });
    expect(calls).toEqual([]);
  });

  test('an aborted signal keeps it from starting at all', async () => {
    const { tool, calls, ctx } = createNotebook();
    const answer = await rateLimit()(tool).execute(
      { operation: 'list_notes' },
      { ...ctx, signal: AbortSignal.abort() },
    );
    expect(answer).toMatchObject({ success: false, error: { kind: 'cancelled' }, meta: { attempts: 0 } });
    expect(calls).toHaveLength(0);
  });
});

test('what the tool is going to refuse takes nobody’s turn', async () => {
  const { tool, calls, ctx } = createNotebook();
  const limited = rateLimit({ write: { perMinute: 1 } })(tool);
  const wrong = { operation: 'set_title', title: 7 } as never;
  for (let time = 0; time < 3; time++)
    expect(await limited.execute(wrong, ctx)).toMatchObject({ error: { kind: 'invalid_input' } });
  expect(await limited.execute({ operation: 'set_title', title: 'new' }, ctx)).toMatchObject({ success: true });
  expect(calls).toHaveLength(1);
});

test('an option that does not fit is a TypeError that names it', () => {
  expect(() => rateLimit({ write: { maxConcurrent: 0 } })).toThrow(/^rateLimit: write.maxConcurrent:/);
});
