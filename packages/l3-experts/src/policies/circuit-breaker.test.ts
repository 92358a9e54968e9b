import { type Classified, createContext } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { type CircuitBreakerOptions, type CircuitChange, circuitBreaker } from './circuit-breaker.ts';
import { hedge } from './hedge.ts';
import { type Turn, createNotebook, fails } from './notebook.fixture.ts';
import { rateLimit } from './rate-limit.ts';
import { timeout } from './timeout.ts';

const down = fails({ kind: 'unavailable', message: '502', mayHaveHappened: false });
const late = fails({ kind: 'timed_out', message: 'late', limitMs: 1, mayHaveHappened: false });
const works: Turn = { kind: 'works' };
const list = { operation: 'list_notes' } as const;

const open = (script: Turn[], options: CircuitBreakerOptions = {}) => {
  const notebook = createNotebook(script);
  const changes: CircuitChange[] = [];
  const breaker = circuitBreaker({ onChange: (change) => void changes.push(change), ...options });
  const tool = breaker(notebook.tool);
  const ask = async (times: number): Promise<void> => {
    for (let count = 0; count < times; count++) await tool.execute(list, notebook.ctx);
  };
  return { ...notebook, bare: notebook.tool, breaker, tool, ask, phases: () => changes.map(({ phase }) => phase) };
};

describe('S62, P7: a tool that is down', () => {
  test('is left alone after too many failures in a row, and says until when', async () => {
    const { tool, ask, calls, clock, ctx, breaker } = open([down, late, down, late, down]);
    await ask(5);
    await clock.advance(10_000);
    expect(await tool.execute({ operation: 'add_note' }, ctx)).toMatchObject({
      success: false,
      error: { kind: 'unavailable', retryable: true, retryAfterMs: 20_000, mayHaveHappened: false },
      meta: { attempts: 0 },
    });
    expect(calls).toHaveLength(5);
    expect(breaker.phases()).toEqual([{ tool: 'notebook', key: '', phase: 'open' }]);
  });

  test('a success in between begins the count anew', async () => {
    const { ask, calls, phases } = open([down, down, works, down, down, works], { failures: 3 });
    await ask(7);
    expect([calls.length, phases()]).toEqual([7, []]);
  });

  test('P7: after a while one call tries, while a crowd waits outside; its success lets all in', async () => {
    const { promise: until, resolve: release } = Promise.withResolvers<void>();
    const { tool, ask, calls, clock, ctx, phases } = open([down, { kind: 'lasts', obeys: false, until }], {
      failures: 1,
    });
    await ask(1);
    await clock.advance(30_000);
    const probe = tool.execute(list, ctx);
    const crowd = await Promise.all(Array.from({ length: 50 }, () => tool.execute(list, ctx)));
    expect(crowd.every((answer) => !answer.success && answer.error.kind === 'unavailable')).toBe(true);
    expect(crowd[0]).not.toHaveProperty('error.retryAfterMs');
    expect(calls).toHaveLength(2);
    release();
    await probe;
    await ask(3);
    expect([calls.length, phases()]).toEqual([5, ['open', 'half_open', 'closed']]);
  });

  test('P7: the failure of that one call opens it for as long again', async () => {
    const { ask, calls, clock, phases } = open([down, down], { failures: 1, openMs: 1000 });
    await ask(1);
    await clock.advance(1000);
    await ask(2);
    await clock.advance(999);
    await ask(1);
    expect(calls).toHaveLength(2);
    await clock.advance(1);
    await ask(1);
    expect([calls.length, phases()]).toEqual([3, ['open', 'half_open', 'open', 'half_open', 'closed']]);
  });

  test('a try that was cancelled leaves it open, and the next one may try at once', async () => {
    const { tool, ask, clock, ctx, calls, phases } = open(
      [down, { kind: 'lasts', obeys: true, until: new Promise(() => undefined) }],
      { failures: 1 },
    );
    await ask(1);
    await clock.advance(30_000);
    const controller = new AbortController();
    const probe = tool.execute(list, createContext({ clock, signal: controller.signal }));
    controller.abort();
    expect(await probe).toMatchObject({ error: { kind: 'cancelled' } });
    expect(await tool.execute(list, ctx)).toMatchObject({ success: true });
    expect([calls.length, phases().at(-1)]).toEqual([3, 'closed']);
  });

  test('the answer to a call from before says nothing about now', async () => {
    const { promise: until, resolve: release } = Promise.withResolvers<void>();
    const { tool, ask, ctx, phases } = open([{ kind: 'lasts', obeys: false, until }, down], { failures: 1 });
    const early = tool.execute(list, ctx);
    await ask(1);
    release();
    expect(await early).toMatchObject({ success: true });
    expect(phases()).toEqual(['open']);
  });

  test('nor does it when the circuit has opened and closed again meanwhile', async () => {
    const { promise: until, resolve: release } = Promise.withResolvers<void>();
    const script: Turn[] = [{ kind: 'lasts', obeys: false, until }, down, down, works, down, down];
    const { tool, ask, clock, ctx, phases } = open(script, { failures: 2, openMs: 1000 });
    const early = tool.execute(list, ctx);
    await ask(2);
    await clock.advance(1000);
    await ask(2);
    release();
    await early;
    expect(phases()).toEqual(['open', 'half_open', 'closed']);
    // The second failure in a row, because the early success is none of this time.
    await ask(1);
    expect(phases().at(-1)).toBe('open');
  });

  test('nor does one that was not made: its deadline had passed before it was sent', async () => {
    const { breaker, clock, ctx, tool } = open([]);
    const limited = breaker(timeout({ limitMs: 100 })(tool));
    for (let count = 0; count < 9; count++) await limited.execute(list, { ...ctx, deadlineAt: clock.now() });
    expect(await limited.execute(list, ctx)).toMatchObject({ success: true });
  });
});

describe("P7: what comes of the caller's own haste", () => {
  const lasting = (): Turn => ({ kind: 'lasts', obeys: true, until: new Promise(() => undefined) });

  test('is no failure of the tool: a deadline that is too short', async () => {
    const { breaker, bare, clock, ctx, calls, phases } = open([lasting(), lasting(), lasting()], { failures: 2 });
    const limited = breaker(timeout({ limitMs: 30_000 })(bare));
    for (let count = 0; count < 3; count++) {
      const hasty = limited.execute(list, { ...ctx, deadlineAt: clock.now() + 5 });
      await clock.advance(5);
      expect(await hasty).toMatchObject({ error: { kind: 'timed_out' } });
    }
    expect(await limited.execute(list, ctx)).toMatchObject({ success: true });
    expect([calls.length, phases()]).toEqual([4, []]);
  });

  test('but the limit of the policy is, also where the caller has a deadline', async () => {
    const { breaker, bare, clock, ctx, phases } = open([lasting()], { failures: 1 });
    const answering = breaker(timeout({ limitMs: 100 })(bare)).execute(list, { ...ctx, deadlineAt: clock.now() + 500 });
    await clock.advance(100);
    expect(await answering).toMatchObject({ error: { kind: 'timed_out' } });
    expect(phases()).toEqual(['open']);
  });

  test('is no failure of the tool: a limit that stands in the request', async () => {
    const inWords = (limitMs: number) => fails({ kind: 'timed_out', message: 'late', limitMs, mayHaveHappened: false });
    const { tool, ctx, phases } = open([inWords(7), inWords(8)], { failures: 1 });
    const request = { ...list, timeoutMs: 7 };
    await tool.execute(request, ctx);
    expect(phases()).toEqual([]);
    await tool.execute(request, ctx);
    expect(phases()).toEqual(['open']);
  });

  test('closes no circuit: a turn in the line that would come after the deadline', async () => {
    const { breaker, bare, clock, ctx, calls } = open([down, down], { failures: 2 });
    const limited = breaker(rateLimit({ write: { minTimeMs: 0, perHour: 2 } })(bare));
    const ring = { operation: 'ring_bell' } as const;
    for (let count = 0; count < 2; count++) await limited.execute(ring, ctx);
    await clock.advance(30_000);
    const probe = await limited.execute(ring, { ...ctx, deadlineAt: clock.now() + 1000 });
    expect(probe).toMatchObject({ error: { kind: 'rate_limited' }, meta: { attempts: 0 } });
    expect([calls.length, breaker.phases().at(-1)?.phase]).toEqual([2, 'open']);
  });

  test.each([
    ['hedge', hedge({ delayMs: 60_000 })],
    ['timeout', timeout({ limitMs: 1000 })],
  ])('nor when it goes through %s', async (_name, policy) => {
    const { breaker, bare, clock, ctx, calls } = open([down, down], { failures: 2 });
    const limited = breaker(policy(rateLimit({ read: { perHour: 2 } })(bare)));
    for (let count = 0; count < 2; count++) await limited.execute(list, ctx);
    await clock.advance(30_000);
    const probe = await clock.until(limited.execute(list, { ...ctx, deadlineAt: clock.now() + 5000 }));
    expect(probe).toMatchObject({ success: false, meta: { attempts: 0 } });
    expect([calls.length, breaker.phases().at(-1)?.phase]).toEqual([2, 'open']);
  });
});

test('what it knows of tools that came and went does not grow without end', async () => {
  const { breaker, tool, ctx } = open([]);
  for (let count = 0; count < 1100; count++) await breaker(tool).execute(list, ctx);
  expect(breaker.phases().length).toBeLessThanOrEqual(1000);
});

describe('what counts', () => {
  test.each<Classified>([
    { kind: 'not_found', message: '404' },
    { kind: 'rate_limited', message: '429', retryAfterMs: 1 },
    { kind: 'forbidden', message: '403' },
  ])('$kind is an answer: the tool is there', async (error) => {
    const { ask, calls } = open([down, fails(error), down, fails(error), down], { failures: 2 });
    await ask(5);
    expect(calls).toHaveLength(5);
  });

  test.each<Classified>([
    { kind: 'cancelled', message: 'x', mayHaveHappened: false },
    { kind: 'defect', message: 'x', mayHaveHappened: false },
    { kind: 'forbidden', message: 'x', rule: 'mine' },
  ])('$kind by oneself says nothing', async (error) => {
    const { ask, calls } = open([down, fails(error), down], { failures: 2 });
    await ask(4);
    expect(calls).toHaveLength(3);
  });

  test('P7: the share of failures among the latest calls, where that is asked for', async () => {
    const share = { threshold: 0.5, of: 10, atLeast: 4 };
    const { ask, calls, phases } = open([down, works, down, works, down, down], { share });
    await ask(6);
    // Three of five.
    expect([calls.length, phases()]).toEqual([5, ['open']]);
  });

  test('calls of another key stand for themselves, and so does another tool', async () => {
    const keyOf = ({ request }: { readonly request: object }) => ('about' in request ? String(request.about) : '');
    const { tool, ctx, breaker } = open([down], { failures: 1, keyOf });
    await tool.execute({ ...list, about: 'one' }, ctx);
    expect(await tool.execute({ ...list, about: 'other' }, ctx)).toMatchObject({ success: true });
    expect(await tool.execute({ ...list, about: 'one' }, ctx)).toMatchObject({ success: false });
    const another = createNotebook();
    expect(await breaker(another.tool).execute({ ...list, about: 'one' }, another.ctx)).toMatchObject({
      success: true,
    });
    expect(breaker.phases()).toHaveLength(3);
  });

  test('a bug in the tool passes through, and ends a try without a verdict', async () => {
    const { tool } = createNotebook();
    const broken = { ...tool, execute: () => Promise.reject(new Error('bug')) };
    const { ctx } = createNotebook();
    await expect(circuitBreaker()(broken).execute(list, ctx)).rejects.toThrow('bug');
  });
});

test('an option that does not fit is a TypeError that names it', () => {
  expect(() => circuitBreaker({ failures: 0 })).toThrow(/^circuitBreaker: failures:/);
  expect(() => circuitBreaker({ failures: 1, share: { threshold: 0.5, of: 2 } })).toThrow(/not both/);
  expect(() => circuitBreaker({ share: { threshold: 0.5, of: 2, atLeast: 3 } })).toThrow(/share.atLeast/);
});
