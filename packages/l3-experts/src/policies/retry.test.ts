import { type Classified, compose, createBudget, createFailure, createPolicy, fail } from '@strata/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delayBefore } from './backoff.ts';
import { createNotebook, fails } from './notebook.fixture.ts';
import { retry } from './retry.ts';

const limited = (retryAfterMs: number) => fails({ kind: 'rate_limited', message: 'slow down', retryAfterMs });
const down = fails({ kind: 'unavailable', message: 'connection refused', mayHaveHappened: false });
const steady = { jitter: false } as const;

describe('what is tried again', () => {
  test('S18, A1, F16: a rate-limited call waits for as long as the tool asks, and then succeeds', async () => {
    const { tool, clock, calls, ctx } = createNotebook([limited(90_000)]);
    const answering = retry()(tool).execute({ operation: 'list_notes' }, ctx);
    await clock.advance(89_999);
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    expect(await answering).toMatchObject({ success: true, meta: { attempts: 2, durationMs: 90_000 } });
    expect(calls.map(({ at }) => at)).toEqual([0, 90_000]);
  });

  test('waits double up to the maximum, and the last failure is returned when all attempts are used up', async () => {
    const { tool, clock, calls, ctx } = createNotebook([down, down, down, down, down]);
    const answering = retry({ attempts: 5, maxDelayMs: 3000, ...steady })(tool).execute(
      { operation: 'list_notes' },
      ctx,
    );
    await clock.advance(60_000);
    expect(await answering).toMatchObject({
      success: false,
      error: { kind: 'unavailable' },
      meta: { attempts: 5, durationMs: 9000 },
    });
    expect(calls.map(({ at }) => at)).toEqual([0, 1000, 3000, 6000, 9000]);
    expect(clock.pending).toBe(0);
  });

  test.each<Classified>([
    { kind: 'not_found', message: '404' },
    { kind: 'refused', message: '422' },
    { kind: 'unauthenticated', message: '401' },
    { kind: 'conflict', message: '409' },
    { kind: 'unexpected_answer', message: 'odd', mayHaveHappened: false },
  ])('P4: $kind is not tried again', async (error) => {
    const { tool, calls, ctx } = createNotebook([fails(error)]);
    const answer = await retry()(tool).execute({ operation: 'list_notes' }, ctx);
    expect(answer).toMatchObject({ success: false, error: { kind: error.kind }, meta: { attempts: 1 } });
    expect(calls).toHaveLength(1);
  });

  test('P4: a defect is not tried again', async () => {
    const { tool, calls, ctx } = createNotebook([{ kind: 'bug', thrown: new TypeError('x is not a function') }]);
    const answer = await retry()(tool).execute({ operation: 'list_notes' }, ctx);
    expect(answer).toMatchObject({ success: false, error: { kind: 'defect' } });
    expect(calls).toHaveLength(1);
  });

  test('a kind that is left out is not tried again', async () => {
    const { tool, calls, ctx } = createNotebook([down]);
    await retry({ kinds: ['rate_limited'] })(tool).execute({ operation: 'list_notes' }, ctx);
    expect(calls).toHaveLength(1);
  });

  test('bad input is refused without an attempt at the tool, and without a wait', async () => {
    const { tool, calls, clock, ctx } = createNotebook();
    const answer = await retry()(tool).execute({ operation: 'set_title', title: 7 } as never, ctx);
    expect(answer).toMatchObject({ success: false, error: { kind: 'invalid_input' } });
    expect([calls.length, clock.pending]).toEqual([0, 0]);
  });
});

describe('waits', () => {
  test('a wait that would end after the deadline is not begun', async () => {
    const { tool, clock, calls, ctx } = createNotebook([limited(5000)]);
    const answer = await retry()(tool).execute({ operation: 'list_notes' }, { ...ctx, deadlineAt: clock.now() + 5000 });
    expect(answer).toMatchObject({ success: false, error: { kind: 'rate_limited' } });
    expect([calls.length, clock.pending]).toEqual([1, 0]);
  });

  test('the signal ends a wait at once, and nothing is tried any more', async () => {
    const { tool, clock, calls, ctx } = createNotebook([limited(5000)]);
    const controller = new AbortController();
    const answering = retry()(tool).execute({ operation: 'list_notes' }, { ...ctx, signal: controller.signal });
    await clock.waiting();
    controller.abort();
    expect(await answering).toMatchObject({ success: false, error: { kind: 'cancelled', mayHaveHappened: false } });
    expect([calls.length, clock.pending]).toEqual([1, 0]);
  });

  test('P4, F16: jitter never makes a wait longer than the maximum, nor shorter than what the tool asks for', () => {
    const failures = fc.oneof(fc.constant(undefined), fc.nat(1e7));
    fc.assert(
      fc.property(
        fc.nat(1e5),
        fc.nat(1e6),
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        failures,
        (firstDelayMs, maxDelayMs, attempt, chance, retryAfterMs) => {
          const common = { operation: 'x', message: 'x', retryable: true } as const;
          const failure =
            retryAfterMs === undefined
              ? ({ ...common, kind: 'unavailable', mayHaveHappened: false } as const)
              : ({ ...common, kind: 'rate_limited', retryAfterMs } as const);
          const delayMs = delayBefore({ firstDelayMs, factor: 2, maxDelayMs, jitter: true }, attempt, failure, {
            random: () => chance,
          });
          expect(delayMs).toBeGreaterThanOrEqual(retryAfterMs ?? 0);
          expect(delayMs).toBeLessThanOrEqual(Math.max(maxDelayMs, retryAfterMs ?? 0));
        },
      ),
    );
  });
});

describe('what a request may spend', () => {
  test('S68: a repetition takes one retry of the budget, and there is none without', async () => {
    const budget = createBudget({ retries: 1 });
    const { tool, clock, calls, ctx } = createNotebook([down, down, down]);
    const answering = retry(steady)(tool).execute({ operation: 'list_notes' }, { ...ctx, budget });
    await clock.advance(60_000);
    expect(await answering).toMatchObject({ success: false, error: { kind: 'unavailable' }, meta: { attempts: 2 } });
    expect([calls.length, budget.left('retries'), clock.pending]).toEqual([2, 0, 0]);
  });

  test('S68: the last retry goes to one of two calls that share the budget', async () => {
    const budget = createBudget({ retries: 1 });
    const { tool, clock, calls, ctx } = createNotebook([down, down]);
    const steadily = retry(steady)(tool);
    const answering = [1, 2].map(() => steadily.execute({ operation: 'list_notes' }, { ...ctx, budget }));
    await clock.advance(60_000);
    expect((await Promise.all(answering)).map(({ success }) => success)).toEqual([true, false]);
    expect(calls).toHaveLength(3);
  });

  test('an unavailable tool that says when it may be back is left alone until then', async () => {
    const open = fails({ kind: 'unavailable', message: 'left alone', retryAfterMs: 30_000, mayHaveHappened: false });
    const { tool, clock, calls, ctx } = createNotebook([open]);
    const answering = retry()(tool).execute({ operation: 'list_notes' }, ctx);
    await clock.advance(30_000);
    expect(await answering).toMatchObject({ success: true, meta: { attempts: 2, waitedMs: 30_000 } });
    expect(calls.map(({ at }) => at)).toEqual([0, 30_000]);
  });
});

describe('S67: what was told', () => {
  const listening = (told: unknown[]) => ({ onPart: (part: unknown) => void told.push(part) });

  test('is not told again by a repetition', async () => {
    const told: unknown[] = [];
    const { tool, clock, calls, ctx } = createNotebook([{ ...down, tells: ['one', 'two'] }]);
    const answer = await retry()(tool).execute({ operation: 'list_notes' }, { ...ctx, ...listening(told) });
    expect(answer).toMatchObject({ success: false, error: { kind: 'unavailable' } });
    expect([told, calls.length, clock.pending]).toEqual([['one', 'two'], 1, 0]);
  });

  test('does not stand in the way where it is nothing yet', async () => {
    const told: unknown[] = [];
    const { tool, clock, ctx } = createNotebook([down, { kind: 'works', tells: ['one'] }]);
    const answering = retry(steady)(tool).execute({ operation: 'list_notes' }, { ...ctx, ...listening(told) });
    await clock.advance(1000);
    expect(await answering).toMatchObject({ success: true, meta: { attempts: 2 } });
    expect(told).toEqual(['one']);
  });
});

test('an option that does not fit is a TypeError that names it', () => {
  expect(() => retry({ attempts: 0 })).toThrow(/^retry: attempts:/);
  expect(() => retry({ firstDelayMs: Number.NaN })).toThrow(TypeError);
  expect(() => retry({ tries: 3 } as never)).toThrow(/tries/);
});

test("A1: a refusal of one's own that comes last does not hide what the tool has said", async () => {
  const { tool, clock, ctx } = createNotebook([
    fails({ kind: 'unavailable', message: 'down', mayHaveHappened: false }),
  ]);
  let calls = 0;
  const closed = createPolicy(() => async ({ operation }, proceed) => {
    calls += 1;
    if (calls === 1) return proceed();
    const refused = createFailure(operation.name, { kind: 'rate_limited', message: 'too many', retryAfterMs: 1 });
    return fail(refused, { durationMs: 0, attempts: 0 });
  });
  const answering = compose(
    retry({ attempts: 2, firstDelayMs: 1 }),
    closed,
  )(tool).execute({ operation: 'list_notes' }, ctx);
  await clock.advance(1000);
  expect(await answering).toMatchObject({ error: { kind: 'unavailable', message: 'down' }, meta: { attempts: 1 } });
});
