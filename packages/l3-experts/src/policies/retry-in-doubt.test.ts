import { type Classified, createContext } from '@strata/core';
import { act, createFakeGitHub, createManualClock } from '@strata/testing';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createNotebook, cut, fails } from './notebook.fixture.ts';
import { retry } from './retry.ts';

const limited = (retryAfterMs: number) => fails({ kind: 'rate_limited', message: 'slow down', retryAfterMs });
const down = fails({ kind: 'unavailable', message: 'connection refused', mayHaveHappened: false });
const steady = { jitter: false } as const;

describe('F16: a write is never repeated blindly', () => {
  test('one that happened although its answer was lost is found and adopted', async () => {
    const { tool, clock, notes, calls, ctx } = createNotebook([cut(true)]);
    const answering = retry(steady)(tool).execute({ operation: 'add_note', text: 'once' }, ctx);
    await clock.advance(1000);
    expect(await answering).toMatchObject({ success: true, data: { text: 'once' }, meta: { attempts: 1 } });
    expect(notes).toHaveLength(1);
    expect(calls.map(({ operation }) => operation)).toEqual(['add_note', 'list_notes']);
  });

  test('defaults are filled in before it is looked for', async () => {
    const { tool, clock, notes, ctx } = createNotebook([cut(true)]);
    const answering = retry(steady)(tool).execute({ operation: 'add_note' }, ctx);
    await clock.advance(1000);
    expect(await answering).toMatchObject({ success: true, data: { text: 'by default' } });
    expect(notes).toHaveLength(1);
  });

  test('one that did not happen is looked for and then repeated, under the same call id', async () => {
    const { tool, clock, notes, calls, ctx } = createNotebook([cut(false)]);
    const answering = retry(steady)(tool).execute({ operation: 'add_note', text: 'once' }, ctx);
    await clock.advance(2000);
    expect(await answering).toMatchObject({ success: true, meta: { attempts: 2, waitedMs: 2000 } });
    expect(notes).toHaveLength(1);
    expect(calls.map(({ operation }) => operation)).toEqual(['add_note', 'list_notes', 'list_notes', 'add_note']);
    expect(calls[0]?.callId).toBeTypeOf('string');
    expect(calls[3]?.callId).toBe(calls[0]?.callId);
  });

  test('one that lands only after the first look is found by the second, and not made again', async () => {
    const { tool, clock, notes, calls, ctx } = createNotebook([cut(false)]);
    const given = { ...ctx, callId: 'this call' };
    const answering = retry({ firstDelayMs: 0 })(tool).execute({ operation: 'add_note', text: 'once' }, given);
    await clock.advance(0);
    await clock.waiting();
    notes.push({ text: 'once', mark: 'this call' });
    await clock.advance(1000);
    expect(await answering).toMatchObject({ success: true, meta: { attempts: 1 } });
    expect(notes).toHaveLength(1);
    expect(calls.map(({ operation }) => operation)).toEqual(['add_note', 'list_notes', 'list_notes']);
  });

  test('one whose caller leaves before the second look is not made again', async () => {
    const { tool, clock, calls, ctx } = createNotebook([cut(false)]);
    const caller = new AbortController();
    const given = { ...ctx, signal: caller.signal };
    const answering = retry({ firstDelayMs: 0 })(tool).execute({ operation: 'add_note', text: 'once' }, given);
    await clock.advance(0);
    await clock.waiting();
    caller.abort();
    expect(await answering).toMatchObject({ error: { kind: 'cancelled', mayHaveHappened: true } });
    expect(calls.map(({ operation }) => operation)).toEqual(['add_note', 'list_notes']);
    expect(clock.pending).toBe(0);
  });

  test("a caller's own call id is kept", async () => {
    const { tool, calls, ctx } = createNotebook();
    await retry()(tool).execute({ operation: 'add_note', text: 'x' }, { ...ctx, callId: 'run/step' });
    expect(calls[0]?.callId).toBe('run/step');
  });

  test('one that cannot be looked for now is not repeated until it can', async () => {
    const { tool, clock, calls, ctx } = createNotebook([cut(true), down]);
    const answering = retry(steady)(tool).execute({ operation: 'add_note', text: 'once' }, ctx);
    await clock.advance(10_000);
    expect(await answering).toMatchObject({ success: true, meta: { attempts: 1 } });
    expect(calls.map(({ operation }) => operation)).toEqual(['add_note', 'list_notes', 'list_notes']);
  });

  test('one that can never be looked for stays in doubt', async () => {
    const { tool, clock, calls, notes, ctx } = createNotebook([
      cut(true),
      fails({ kind: 'forbidden', message: 'no' }),
      fails({ kind: 'forbidden', message: 'no' }),
    ]);
    const answering = retry(steady)(tool).execute({ operation: 'add_note', text: 'once' }, ctx);
    await clock.advance(10_000);
    expect(await answering).toMatchObject({
      success: false,
      error: { kind: 'unavailable', operation: 'add_note', mayHaveHappened: true },
    });
    expect(calls.filter(({ operation }) => operation === 'add_note')).toHaveLength(1);
    expect(notes).toHaveLength(1);
  });

  test.each<Classified>([
    { kind: 'rate_limited', message: 'slow down', retryAfterMs: 7 },
    { kind: 'forbidden', message: 'slow down' },
    { kind: 'unavailable', message: 'slow down', mayHaveHappened: false },
    { kind: 'unexpected_answer', message: 'slow down', mayHaveHappened: false },
  ])('a repetition that ends with $kind does not take the doubt about the first attempt away', async (last) => {
    const { tool, clock, calls, ctx } = createNotebook([cut(true), fails(last)]);
    const answering = retry({ attempts: 2, ...steady })(tool).execute({ operation: 'set_title', title: 'new' }, ctx);
    await clock.advance(10_000);
    expect(await answering).toMatchObject({
      error: { message: expect.stringContaining('slow down') as unknown, mayHaveHappened: true },
      meta: { attempts: 2 },
    });
    expect(calls).toHaveLength(2);
  });

  test('nor does a look that finds nothing yet: what was lost may still arrive', async () => {
    const { tool, clock, ctx } = createNotebook([cut(false), { kind: 'works' }, { kind: 'works' }, limited(90_000)]);
    const answering = retry({ attempts: 2, ...steady })(tool).execute({ operation: 'add_note', text: 'once' }, ctx);
    await clock.advance(10_000);
    expect(await answering).toMatchObject({
      error: { kind: 'unavailable', retryAfterMs: 90_000, mayHaveHappened: true },
    });
  });

  test('nor does its being cancelled', async () => {
    const { promise: until } = Promise.withResolvers<void>();
    const { tool, clock, ctx } = createNotebook([cut(true), { kind: 'lasts', obeys: true, until }]);
    const controller = new AbortController();
    const given = { ...ctx, signal: controller.signal };
    const answering = retry(steady)(tool).execute({ operation: 'set_title', title: 'new' }, given);
    await clock.advance(1000);
    controller.abort();
    expect(await answering).toMatchObject({ error: { kind: 'cancelled', mayHaveHappened: true } });
  });

  test('an attempt that arrives late makes its repetition a conflict: it is looked for once more', async () => {
    const { tool, clock, notes, ctx } = createNotebook([
      cut(false),
      { kind: 'works' },
      { kind: 'works' },
      fails({ kind: 'conflict', message: 'is there' }, true),
    ]);
    const answering = retry(steady)(tool).execute({ operation: 'add_note', text: 'once' }, ctx);
    await clock.advance(10_000);
    expect(await answering).toMatchObject({ success: true, data: { text: 'once' }, meta: { attempts: 2 } });
    expect(notes).toHaveLength(1);
  });

  test('one that can neither be looked for nor repeated is reported as in doubt', async () => {
    const { tool, calls, clock, ctx } = createNotebook([cut(true)]);
    const answer = await retry()(tool).execute({ operation: 'ring_bell' }, ctx);
    expect(answer).toMatchObject({ success: false, error: { kind: 'unavailable', mayHaveHappened: true } });
    expect([calls.length, clock.pending]).toEqual([1, 0]);
  });

  test('the same one is repeated when it surely did not happen', async () => {
    const { tool, clock, calls, ctx } = createNotebook([down]);
    const answering = retry(steady)(tool).execute({ operation: 'ring_bell' }, ctx);
    await clock.advance(1000);
    expect(await answering).toMatchObject({ success: true });
    expect(calls).toHaveLength(2);
  });

  test('one that is idempotent is repeated without a look', async () => {
    const { tool, clock, calls, ctx } = createNotebook([cut(true)]);
    const answering = retry(steady)(tool).execute({ operation: 'set_title', title: 'new' }, ctx);
    await clock.advance(1000);
    expect(await answering).toMatchObject({ success: true, meta: { attempts: 2 } });
    expect(calls.map(({ operation }) => operation)).toEqual(['set_title', 'set_title']);
  });

  test.each(['answer_lost', 'request_lost'] as const)(
    'one that is repeated after its %s answers what it has changed, so that it can be undone',
    async (fault) => {
      const clock = createManualClock();
      const fake = createFakeGitHub({ repo: 'octo/app' });
      const github = retry(steady)(fake);
      const ctx = createContext({ clock });
      await act({ tool: github }, { operation: 'create_issue', repo: 'octo/app', title: 'Wrong sum' }, ctx);
      fake.faults.next('close_issue', fault);
      const closing = github.execute({ operation: 'close_issue', repo: 'octo/app', number: 1 }, ctx);
      await clock.advance(1000);
      expect(await closing).toMatchObject({ success: true, data: { changed: true }, meta: { attempts: 2 } });
      const again = github.execute({ operation: 'close_issue', repo: 'octo/app', number: 1 }, ctx);
      expect(await again).toMatchObject({ success: true, data: { changed: false } });
    },
  );

  test('whatever is lost and whenever, there is at most one note, and exactly one after a success', async () => {
    const turns = fc.array(fc.constantFrom(cut(true), cut(false), down, limited(10)), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(turns, async (script) => {
        const { tool, clock, notes, ctx } = createNotebook([...script]);
        const answering = retry({ attempts: 4 })(tool).execute({ operation: 'add_note', text: 'once' }, ctx);
        await clock.advance(1e6);
        const answer = await answering;
        expect(notes.length).toBeLessThanOrEqual(1);
        expect(!answer.success || notes.length === 1).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
