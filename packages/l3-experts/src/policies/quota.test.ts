import type { RateLimit } from '@strata/core';
import { createManualClock } from '@strata/testing';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Turn, createNotebook, fails } from './notebook.fixture.ts';
import { Quota } from './quota.ts';
import { rateLimit } from './rate-limit.ts';

const startsAt = createNotebook().clock.now();
const told = (remaining: number, given: Partial<RateLimit> = {}): Turn => ({
  kind: 'works',
  rateLimit: { limit: 100, remaining, resetsAt: startsAt + 60_000, ...given },
});

describe('A23: before a quota is used up', () => {
  test('what is left of it is spread over the time that is left', async () => {
    const { tool, clock, calls, ctx } = createNotebook([told(5), told(4), told(3), told(2), told(1)]);
    const limited = rateLimit()(tool);
    const answering = (async () => {
      for (let count = 0; count < 5; count++) await limited.execute({ operation: 'list_notes' }, ctx);
    })();
    for (let count = 0; count < 4; count++) {
      await clock.waiting();
      await clock.advance(10_000);
    }
    await answering;
    // Five calls are left and cut 60 s into six parts, four cut 50 s into five, and so on.
    expect(calls.map(({ at }) => at)).toEqual([0, 10_000, 20_000, 30_000, 40_000]);
  });

  test('nothing slows down as long as enough is left', async () => {
    const { tool, clock, calls, ctx } = createNotebook([told(50), told(49)]);
    const limited = rateLimit()(tool);
    for (let count = 0; count < 3; count++) await limited.execute({ operation: 'list_notes' }, ctx);
    expect([calls.length, clock.pending]).toEqual([3, 0]);
  });

  test('no more calls are under way than are left', async () => {
    const { promise: until, resolve: release } = Promise.withResolvers<void>();
    const lasting: Turn = { kind: 'lasts', obeys: false, until };
    const { tool, clock, calls, ctx, mostUnderWay } = createNotebook([told(2), lasting, lasting]);
    const limited = rateLimit({ slowBelow: 0 })(tool);
    await limited.execute({ operation: 'list_notes' }, ctx);
    const answering = [1, 2, 3].map(() => limited.execute({ operation: 'list_notes' }, ctx));
    await clock.waiting();
    expect([calls.length, mostUnderWay()]).toEqual([3, 2]);
    release();
    await Promise.all(answering);
    // Neither of the two told that it had cost anything, so there was room for the third before the reset.
    expect(calls.map(({ at }) => at)).toEqual([0, 0, 0, 0]);
    expect(clock.pending).toBe(0);
  });

  test('of answers that overtake each other the one with less left counts', async () => {
    const clock = createManualClock({ now: startsAt });
    const quota = new Quota(0.1);
    const answer = (remaining: number) => ({ limit: 100, remaining, resetsAt: startsAt + 60_000 });
    quota.start(clock);
    quota.start(clock);
    quota.end(answer(0));
    quota.end(answer(90));
    expect(quota.waitMs(clock)).toBe(60_000);
    quota.learn({ limit: 100, remaining: 99, resetsAt: startsAt + 120_000 });
    expect(quota.waitMs(clock)).toBe(0);
  });

  test('of answers about one stretch of time, whose ends are told a little apart, the one with less left counts', () => {
    const clock = createManualClock({ now: startsAt });
    const quota = new Quota(0.1);
    quota.learn({ limit: 100, remaining: 0, resetsAt: startsAt + 60_000 });
    quota.learn({ limit: 100, remaining: 90, resetsAt: startsAt + 60_900 });
    expect(quota.waitMs(clock)).toBe(60_000);
  });

  test('one that was met is not asked before the time that its answer asks for, whatever its end is said to be', async () => {
    const error = { kind: 'rate_limited', message: 'used up', retryAfterMs: 5000 } as const;
    const passed = { limit: 100, remaining: 0, resetsAt: startsAt - 7_200_000, resource: 'core' };
    const { tool, clock, calls, ctx } = createNotebook([{ kind: 'fails', error, rateLimit: passed }]);
    const limited = rateLimit()(tool);
    await limited.execute({ operation: 'list_notes' }, ctx);
    const next = limited.execute({ operation: 'list_notes' }, ctx);
    await clock.waiting();
    await clock.advance(5000);
    await next;
    expect(calls.map(({ at }) => at)).toEqual([0, 5000]);
  });

  test('whatever is left, no call starts that would surely be refused, and all is spent by the reset', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 30 }), async (left, wanted) => {
        let remaining = left;
        const script = Array.from({ length: wanted }, () => told(--remaining));
        const { tool, clock, calls, ctx } = createNotebook([told(left), ...script]);
        const limited = rateLimit()(tool);
        await limited.execute({ operation: 'list_notes' }, ctx);
        const answering = Array.from({ length: wanted }, () => limited.execute({ operation: 'list_notes' }, ctx));
        let ended = 0;
        for (const answer of answering) void answer.then(() => (ended += 1));
        const reachable = Math.min(left, wanted);
        await expect
          .poll(() => clock.advance(1000).then(() => ended), { interval: 0 })
          .toBeGreaterThanOrEqual(reachable);
        expect(clock.monotonicMs()).toBeLessThan(60_000);
        expect(calls.length - 1).toBe(reachable);
        await expect.poll(() => clock.advance(1000).then(() => ended), { interval: 0 }).toBe(wanted);
        if (wanted > left) expect(calls[left + 1]?.at).toBeGreaterThanOrEqual(60_000);
      }),
      { numRuns: 15 },
    );
  });
});

describe('S19: classes', () => {
  const classOf = ({ name }: { readonly name: string }) => (name === 'list_notes' ? 'search' : undefined);

  test('have a line and a quota of their own', async () => {
    const { tool, clock, calls, ctx } = createNotebook([told(0, { resource: 'search' })]);
    const limited = rateLimit({ classOf, classes: { search: { resource: 'search' } } })(tool);
    await limited.execute({ operation: 'list_notes' }, ctx);
    const searching = limited.execute({ operation: 'list_notes' }, ctx);
    expect(await limited.execute({ operation: 'ring_bell' }, ctx)).toMatchObject({ success: true });
    await clock.waiting();
    await clock.advance(60_000);
    expect(await searching).toMatchObject({ success: true, meta: { waitedMs: 60_000 } });
    expect(calls.map(({ operation, at }) => [operation, at])).toEqual([
      ['list_notes', 0],
      ['ring_bell', 0],
      ['list_notes', 60_000],
    ]);
  });

  test('a quota that an answer names is learned, whichever class asked', async () => {
    const { tool, clock, calls, ctx } = createNotebook([told(0, { resource: 'core' })]);
    const limited = rateLimit({ classOf, classes: { search: { resource: 'search' } } })(tool);
    await limited.execute({ operation: 'list_notes' }, ctx);
    const ringing = limited.execute({ operation: 'ring_bell' }, ctx);
    await clock.waiting();
    await clock.advance(60_000);
    await ringing;
    expect(calls.map(({ at }) => at)).toEqual([0, 60_000]);
  });

  test('a limit that is not about a quota holds all of them', async () => {
    const error = { kind: 'rate_limited', message: 'slow down', retryAfterMs: 9000 } as const;
    const { tool, clock, calls, ctx } = createNotebook([fails(error)]);
    const limited = rateLimit({ classOf, classes: { search: { resource: 'search' } } })(tool);
    await limited.execute({ operation: 'list_notes' }, ctx);
    const ringing = limited.execute({ operation: 'ring_bell' }, ctx);
    await clock.waiting();
    await clock.advance(9000);
    await ringing;
    expect(calls.map(({ at }) => at)).toEqual([0, 9000]);
  });

  test('a call that was turned away within, and never reached the tool, holds nobody', async () => {
    const { tool, calls, clock, ctx } = createNotebook();
    const limited = rateLimit()(rateLimit({ write: { perHour: 1 } })(tool));
    await limited.execute({ operation: 'ring_bell' }, ctx);
    await clock.advance(1000);
    const hasty = await limited.execute({ operation: 'ring_bell' }, { ...ctx, deadlineAt: clock.now() + 1000 });
    expect(hasty).toMatchObject({ error: { kind: 'rate_limited' }, meta: { attempts: 0 } });
    expect(await limited.execute({ operation: 'list_notes' }, ctx)).toMatchObject({ success: true });
    expect([calls.length, clock.pending]).toEqual([2, 0]);
  });

  test('no more calls start within an hour than may', async () => {
    const { tool, clock, calls, ctx } = createNotebook();
    const limited = rateLimit({ write: { minTimeMs: 0, perMinute: 2, perHour: 3 } })(tool);
    const answering = Array.from({ length: 4 }, () => limited.execute({ operation: 'ring_bell' }, ctx));
    for (const waitMs of [60_000, 3_540_000]) {
      await clock.waiting();
      await clock.advance(waitMs);
    }
    await Promise.all(answering);
    expect(calls.map(({ at }) => at)).toEqual([0, 0, 60_000, 3_600_000]);
  });

  test('one that is not there is a TypeError where the policy is put around a tool', () => {
    const { tool } = createNotebook();
    expect(() => rateLimit({ classOf })(tool)).toThrow("rateLimit: classOf(list_notes): there is no class 'search'");
    expect(() => rateLimit({ slowBelow: 2 })).toThrow(/^rateLimit: slowBelow:/);
  });
});
