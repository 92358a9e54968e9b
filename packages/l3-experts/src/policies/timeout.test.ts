import { createFailure, createPolicy, fail, sleepFor } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { type Turn, createNotebook, fails } from './notebook.fixture.ts';
import { timeout } from './timeout.ts';

const lasting = (obeys: boolean) => {
  const { promise: until, resolve: release } = Promise.withResolvers<void>();
  const turn: Turn = { kind: 'lasts', obeys, until };
  return { turn, release };
};

describe('P6, A19: a time limit', () => {
  test('ends the work, waits for its end, and says so', async () => {
    const { tool, clock, ctx } = createNotebook([lasting(true).turn]);
    const answering = timeout({ limitMs: 200 })(tool).execute({ operation: 'list_notes' }, ctx);
    await clock.advance(200);
    expect(await answering).toMatchObject({
      success: false,
      error: { kind: 'timed_out', limitMs: 200, retryable: true, mayHaveHappened: false },
      meta: { durationMs: 200 },
    });
    expect(clock.pending).toBe(0);
  });

  test('may depend on what is asked for, and be none', async () => {
    const { tool, clock, ctx } = createNotebook([lasting(true).turn, lasting(true).turn]);
    const limited = timeout({ limitMs: ({ request }) => ('about' in request ? 200 : null) })(tool);
    const caller = new AbortController();
    const unlimited = limited.execute({ operation: 'list_notes' }, { ...ctx, signal: caller.signal });
    const answering = limited.execute({ operation: 'list_notes', about: 'one' }, ctx);
    await clock.advance(200);
    expect(await answering).toMatchObject({ error: { kind: 'timed_out', limitMs: 200 } });
    expect(clock.pending).toBe(0);
    caller.abort();
    expect(await unlimited).toMatchObject({ error: { kind: 'cancelled' } });
  });

  test('does not answer before work that does not obey has ended', async () => {
    const { turn, release } = lasting(false);
    const { tool, clock, ctx } = createNotebook([turn]);
    let answered = false;
    const answering = timeout({ limitMs: 200, graceMs: 1000 })(tool).execute({ operation: 'list_notes' }, ctx);
    void answering.then(() => (answered = true));
    await clock.advance(1199);
    expect(answered).toBe(false);
    release();
    expect(await answering).toMatchObject({ success: false, error: { kind: 'timed_out' } });
    expect(clock.pending).toBe(0);
  });

  test('waits no longer than the grace; a write that goes on then is in doubt', async () => {
    const { tool, clock, ctx } = createNotebook([lasting(false).turn]);
    const answering = timeout({ limitMs: 200, graceMs: 1000 })(tool).execute({ operation: 'ring_bell' }, ctx);
    await clock.advance(1200);
    expect(await answering).toMatchObject({ success: false, error: { kind: 'timed_out', mayHaveHappened: true } });
    expect(clock.pending).toBe(0);
  });

  test('says that the tool was not asked when the call was still waiting for its turn', async () => {
    const { tool, clock, ctx, calls } = createNotebook();
    const queue = createPolicy(() => async ({ operation, ctx: { clock: time, signal } }) => {
      await sleepFor(time, 1000, signal);
      const gone = createFailure(operation.name, { kind: 'cancelled', message: 'gone', mayHaveHappened: false });
      return fail(gone, { durationMs: 0, attempts: 0 });
    });
    const answering = timeout({ limitMs: 200 })(queue(tool)).execute({ operation: 'ring_bell' }, ctx);
    await clock.advance(200);
    expect(await answering).toMatchObject({
      error: { kind: 'timed_out', mayHaveHappened: false },
      meta: { attempts: 0, durationMs: 200 },
    });
    expect(calls).toEqual([]);
  });

  test('a write that finished within the grace is reported as done', async () => {
    const { turn, release } = lasting(false);
    const { tool, clock, ctx } = createNotebook([turn]);
    const answering = timeout({ limitMs: 200 })(tool).execute({ operation: 'add_note', text: 'done' }, ctx);
    await clock.advance(300);
    release();
    expect(await answering).toMatchObject({ success: true, data: { text: 'done' } });
  });
});

describe("the caller's deadline", () => {
  test('ends the work when it comes before the limit, also where there is none', async () => {
    const { tool, clock, ctx } = createNotebook([lasting(true).turn, lasting(true).turn]);
    const limited = timeout({ limitMs: 200, operations: { ring_bell: null } })(tool);
    const given = { ...ctx, deadlineAt: clock.now() + 100 };
    const answering = [{ operation: 'list_notes' } as const, { operation: 'ring_bell' } as const].map((request) =>
      limited.execute(request, given),
    );
    await clock.advance(100);
    for (const answer of await Promise.all(answering))
      expect(answer).toMatchObject({ error: { kind: 'timed_out', limitMs: 100 }, meta: { durationMs: 100 } });
    expect(clock.pending).toBe(0);
  });

  test('that has passed keeps the call from starting', async () => {
    const { tool, clock, calls, ctx } = createNotebook();
    const limited = timeout({ limitMs: 200 })(tool);
    expect(await limited.execute({ operation: 'ring_bell' }, { ...ctx, deadlineAt: clock.now() })).toMatchObject({
      error: { kind: 'timed_out', mayHaveHappened: false },
      meta: { attempts: 0 },
    });
    expect(calls).toHaveLength(0);
  });
});

describe('within the limit', () => {
  test('an answer stays as it is, and no timer is left behind', async () => {
    const { tool, clock, ctx } = createNotebook([{ kind: 'works' }, fails({ kind: 'not_found', message: 'no' })]);
    const limited = timeout({ limitMs: 200 })(tool);
    expect(await limited.execute({ operation: 'list_notes' }, ctx)).toMatchObject({ success: true });
    expect(await limited.execute({ operation: 'list_notes' }, ctx)).toMatchObject({
      success: false,
      error: { kind: 'not_found' },
    });
    expect(clock.pending).toBe(0);
  });

  test("the caller's signal is passed on, and its failure stays cancelled", async () => {
    const { tool, clock, ctx } = createNotebook([lasting(true).turn]);
    const controller = new AbortController();
    const answering = timeout({ limitMs: 200 })(tool).execute(
      { operation: 'list_notes' },
      { ...ctx, signal: controller.signal },
    );
    await clock.waiting();
    controller.abort();
    expect(await answering).toMatchObject({ success: false, error: { kind: 'cancelled' } });
    expect(clock.pending).toBe(0);
  });

  test('a signal that is aborted already keeps the call from starting', async () => {
    const { tool, calls, ctx } = createNotebook();
    const answer = await timeout({ limitMs: 200 })(tool).execute(
      { operation: 'list_notes' },
      { ...ctx, signal: AbortSignal.abort() },
    );
    expect(answer).toMatchObject({ success: false, error: { kind: 'cancelled', mayHaveHappened: false } });
    expect(calls).toHaveLength(0);
  });
});

test('an operation may have a limit of its own, or none', async () => {
  const { tool, clock, ctx } = createNotebook([lasting(true).turn, lasting(true).turn]);
  const limited = timeout({ limitMs: 200, operations: { list_notes: 50, ring_bell: null } })(tool);
  const reading = limited.execute({ operation: 'list_notes' }, ctx);
  await clock.advance(50);
  expect(await reading).toMatchObject({ error: { kind: 'timed_out', limitMs: 50 } });
  const controller = new AbortController();
  const ringing = limited.execute({ operation: 'ring_bell' }, { ...ctx, signal: controller.signal });
  await clock.advance(1e9);
  controller.abort();
  expect(await ringing).toMatchObject({ error: { kind: 'cancelled' } });
});

test('an option that does not fit is a TypeError that names it', () => {
  expect(() => timeout({ limitMs: 0 })).toThrow(/^timeout: limitMs:/);
  expect(() => timeout({ limitMs: 1, operations: { list_note: 5 } })(createNotebook().tool)).toThrow(/list_note/);
});
