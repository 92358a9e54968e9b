import { createBudget } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { hedge } from './hedge.ts';
import { type Turn, createNotebook, fails } from './notebook.fixture.ts';

const list = { operation: 'list_notes' } as const;
const never: Turn = { kind: 'lasts', obeys: true, until: new Promise(() => undefined) };
const down = fails({ kind: 'unavailable', message: '502', mayHaveHappened: false });

describe('a read that takes long', () => {
  test('is asked again after a while; the first success wins, and the loser is ended and waited for', async () => {
    const { tool, clock, calls, ctx } = createNotebook([never]);
    const answering = hedge({ delayMs: 200 })(tool).execute(list, ctx);
    await clock.advance(199);
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    expect(await answering).toMatchObject({ success: true, meta: { attempts: 2, durationMs: 200 } });
    expect(calls.map(({ at }) => at)).toEqual([0, 200]);
    expect(clock.pending).toBe(0);
  });

  test('does not answer before the loser has ended, also one that does not obey', async () => {
    const { promise: until, resolve: release } = Promise.withResolvers<void>();
    const { tool, clock, ctx } = createNotebook([{ kind: 'lasts', obeys: false, until }]);
    let answered = false;
    const answering = hedge({ delayMs: 200 })(tool).execute(list, ctx);
    void answering.then(() => (answered = true));
    await clock.advance(10_000);
    expect(answered).toBe(false);
    release();
    expect(await answering).toMatchObject({ success: true });
  });

  test('is asked no more than maxCalls times', async () => {
    const { tool, clock, calls, ctx } = createNotebook([never, never, never]);
    const controller = new AbortController();
    const answering = hedge({ delayMs: 100, maxCalls: 3 })(tool).execute(list, { ...ctx, signal: controller.signal });
    await clock.advance(10_000);
    expect(calls).toHaveLength(3);
    controller.abort();
    expect(await answering).toMatchObject({ error: { kind: 'cancelled' } });
    expect(clock.pending).toBe(0);
  });

  test('a failure decides only when nobody is under way any more', async () => {
    const { promise: until, resolve: release } = Promise.withResolvers<void>();
    const { tool, clock, ctx } = createNotebook([{ kind: 'lasts', obeys: false, until }, down]);
    const answering = hedge({ delayMs: 100 })(tool).execute(list, ctx);
    await clock.advance(100);
    release();
    expect(await answering).toMatchObject({ success: true });
  });

  test('a failure before anybody else has set out is the answer', async () => {
    const { tool, clock, calls, ctx } = createNotebook([down]);
    expect(await hedge({ delayMs: 100 })(tool).execute(list, ctx)).toMatchObject({ error: { kind: 'unavailable' } });
    expect([calls.length, clock.pending]).toEqual([1, 0]);
  });

  test('S68: each further call spends one of the budget', async () => {
    const { tool, clock, calls, ctx } = createNotebook([never, never, never]);
    const controller = new AbortController();
    const given = { ...ctx, signal: controller.signal, budget: createBudget({ calls: 1 }) };
    const answering = hedge({ delayMs: 100, maxCalls: 5 })(tool).execute(list, given);
    await clock.advance(10_000);
    expect(calls).toHaveLength(2);
    controller.abort();
    await answering;
  });
});

test('after a bug nobody sets out any more, and who is under way is ended and waited for', async () => {
  const { tool, clock, ctx } = createNotebook();
  const ended: boolean[] = [];
  const { promise: fault, reject: throwBug } = Promise.withResolvers<never>();
  const execute = (_request: unknown, { signal }: { readonly signal: AbortSignal }) => {
    ended.push(false);
    const index = ended.length - 1;
    if (index === 0) return fault;
    return new Promise((resolve) => {
      const end = () => {
        ended[index] = true;
        resolve({ success: false, error: { kind: 'cancelled' }, meta: { durationMs: 0, attempts: 1 } });
      };
      signal.addEventListener('abort', end, { once: true });
    });
  };
  const hedged = hedge({ delayMs: 100, maxCalls: 5 })({ ...tool, execute } as never as typeof tool);
  const answering = hedged.execute(list, ctx);
  await clock.advance(100);
  throwBug(new TypeError('bug'));
  await expect(answering).rejects.toThrow('bug');
  await clock.advance(10_000);
  expect([ended, clock.pending]).toEqual([[false, true], 0]);
});

describe('is asked once', () => {
  test('a write', async () => {
    const { tool, clock, calls, ctx } = createNotebook([never]);
    const controller = new AbortController();
    const given = { ...ctx, signal: controller.signal };
    const writing = hedge({ delayMs: 1 })(tool).execute({ operation: 'add_note' }, given);
    await clock.advance(1000);
    expect(calls).toHaveLength(1);
    controller.abort();
    await writing;
    expect(() => hedge({ delayMs: 1, operations: ['add_note'] })(tool)).toThrow(
      "hedge: operations: 'add_note' does not only read",
    );
  });

  test('a read that is not meant, one that is listened to, and one that is aborted', async () => {
    const { tool, clock, ctx } = createNotebook();
    const hedged = hedge({ delayMs: 1, operations: [] })(tool);
    await hedged.execute(list, ctx);
    await hedge({ delayMs: 1 })(tool).execute(list, { ...ctx, onPart: () => undefined });
    await hedge({ delayMs: 1 })(tool).execute(list, { ...ctx, signal: AbortSignal.abort() });
    expect(clock.pending).toBe(0);
  });
});

test('a bug in the tool passes through, and an option that does not fit is a TypeError', async () => {
  const { tool, ctx } = createNotebook();
  const broken = { ...tool, execute: () => Promise.reject(new Error('bug')) };
  await expect(hedge({ delayMs: 1 })(broken).execute(list, ctx)).rejects.toThrow('bug');
  expect(() => hedge({ delayMs: -1 })).toThrow(/^hedge: delayMs:/);
  expect(() => hedge({ delayMs: 1, operations: ['list'] })(tool)).toThrow("notebook has no 'list'");
});
