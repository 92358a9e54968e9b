import {
  type AnyTool,
  type KnownAnswer,
  type WorkflowContext,
  compose,
  createBudget,
  lookForEffect,
} from '@strata/core';
import { describe, expect, test } from 'vitest';
import type { CacheStore } from './cache-store.ts';
import { cache } from './cache.ts';
import { type Turn, createNotebook, cut, fails } from './notebook.fixture.ts';
import { timeout } from './timeout.ts';

const lasting = (obeys = true) => {
  const { promise: until, resolve: release } = Promise.withResolvers<void>();
  const turn: Turn = { kind: 'lasts', obeys, until };
  return { turn, release };
};
const list = { operation: 'list_notes' } as const;
const kept = (freshMs = 60_000, script: Turn[] = [], store?: CacheStore) => {
  const notebook = createNotebook(script);
  return { ...notebook, cached: cache({ freshMs, ...(store === undefined ? {} : { store }) })(notebook.tool) };
};

describe('callers of one read', () => {
  test('S58, P5: a hundred make one call, and each gets an answer of its own', async () => {
    const { turn, release } = lasting();
    const { cached, calls, ctx } = kept(0, [turn]);
    const answering = Array.from({ length: 100 }, () => cached.execute(list, ctx));
    await expect.poll(() => calls.length).toBe(1);
    release();
    const answers = await Promise.all(answering);
    expect(calls).toHaveLength(1);
    expect(answers.every((answer) => answer.success)).toBe(true);
    expect(new Set(answers.map((answer) => answer.success && answer.data)).size).toBe(100);
    expect(answers.map(({ meta }) => meta.attempts).reduce((sum, attempts) => sum + attempts)).toBe(1);
    expect(answers.filter(({ meta }) => meta.cached === true)).toHaveLength(99);
  });

  test('one who is aborted leaves alone, and at once', async () => {
    const { turn, release } = lasting();
    const { cached, calls, ctx } = kept(0, [turn]);
    const controller = new AbortController();
    const leaving = cached.execute(list, { ...ctx, signal: controller.signal });
    const staying = cached.execute(list, ctx);
    await expect.poll(() => calls.length).toBe(1);
    controller.abort();
    expect(await leaving).toMatchObject({ error: { kind: 'cancelled', operation: 'list_notes' } });
    release();
    expect(await staying).toMatchObject({ success: true });
    expect(calls).toHaveLength(1);
  });

  test('one whose deadline passes leaves as well, and the last one ends the call', async () => {
    const { cached, calls, clock, ctx } = kept(0, [lasting().turn]);
    const answering = [100, 200].map((inMs) => cached.execute(list, { ...ctx, deadlineAt: clock.now() + 300 - inMs }));
    await expect.poll(() => calls.length).toBe(1);
    await clock.advance(100);
    expect(await answering[1]).toMatchObject({ error: { kind: 'timed_out', mayHaveHappened: false } });
    await clock.advance(100);
    expect(await answering[0]).toMatchObject({ error: { kind: 'timed_out', mayHaveHappened: false } });
    expect([calls.length, clock.pending]).toEqual([1, 0]);
  });

  test('the call ends when nobody waits any more, and the last one waits for its end', async () => {
    const { turn } = lasting();
    const { cached, calls, ctx } = kept(0, [turn]);
    const controllers = [new AbortController(), new AbortController()];
    const answering = controllers.map(({ signal }) => cached.execute(list, { ...ctx, signal }));
    await expect.poll(() => calls.length).toBe(1);
    for (const controller of controllers) controller.abort();
    const messages = (await Promise.all(answering)).map((answer) => !answer.success && answer.error.message);
    expect(messages).toEqual(['cancelled while another caller waits on', 'ended']);
    expect(await cached.execute(list, ctx)).toMatchObject({ success: true });
    expect(calls).toHaveLength(2);
  });

  test("the first one's context goes no further", async () => {
    const notebook = createNotebook();
    const seen: WorkflowContext[] = [];
    const spy = { ...notebook.tool, execute: (_request: unknown, ctx: WorkflowContext) => void seen.push(ctx) };
    const own = { callId: 'mine', reason: 'mine', agent: 'me', emit: () => undefined, budget: createBudget({}) };
    const given = { ...notebook.ctx, ...own, deadlineAt: notebook.clock.now() + 1000, correlationId: 'run' };
    await cache()(spy as never as typeof notebook.tool)
      .execute(list, given)
      .catch(() => undefined);
    expect(seen[0]).toMatchObject({ correlationId: 'run', clock: notebook.clock });
    for (const name of ['callId', 'reason', 'agent', 'emit', 'deadlineAt']) expect(seen[0]).not.toHaveProperty(name);
    expect(seen[0]?.budget).not.toBe(own.budget);
    expect(seen[0]?.signal).not.toBe(given.signal);
  });

  test('S68: whoever waits and has something left pays', async () => {
    const notebook = createNotebook();
    const taken: (boolean | undefined)[] = [];
    const execute = async (_request: unknown, { budget }: WorkflowContext) => {
      taken.push(budget?.take('retries'), budget?.take('retries'));
      return { success: false, error: { left: budget?.left('retries') }, meta: {} };
    };
    const cached = cache()({ ...notebook.tool, execute } as never as typeof notebook.tool);
    const budgets = [createBudget({ retries: 0 }), createBudget({ retries: 1 })];
    await Promise.all(budgets.map((budget) => cached.execute(list, { ...notebook.ctx, budget })));
    expect(taken).toEqual([true, false]);
    expect(budgets.map((budget) => budget.left('retries'))).toEqual([0, 0]);
  });

  test('S58, P5: a hundred make one call, each with a deadline that is later than the one before', async () => {
    const { turn, release } = lasting();
    const { cached, calls, ctx, clock } = kept(0, [turn]);
    const answering: Promise<{ readonly success: boolean }>[] = [];
    for (let count = 0; count < 100; count++) {
      answering.push(cached.execute(list, { ...ctx, deadlineAt: clock.now() + 30_000 }));
      await clock.advance(1);
    }
    release();
    for (const { success } of await Promise.all(answering)) expect(success).toBe(true);
    expect([calls.length, clock.pending]).toEqual([1, 0]);
  });

  test('S58: one who has more time waits on in the call of one who had less', async () => {
    const { turn, release } = lasting();
    const { tool, calls, ctx, clock } = createNotebook([turn]);
    const cached = compose(cache(), timeout({ limitMs: 30_000 }))(tool);
    const hasty = cached.execute(list, { ...ctx, deadlineAt: clock.now() + 1000 });
    await expect.poll(() => calls.length).toBe(1);
    const patient = cached.execute(list, { ...ctx, deadlineAt: clock.now() + 20_000 });
    await clock.advance(1000);
    expect(await hasty).toMatchObject({
      error: { kind: 'timed_out', mayHaveHappened: false, limitMs: 1000 },
      meta: { durationMs: 1000, attempts: 0 },
    });
    await clock.advance(9000);
    release();
    expect(await patient).toMatchObject({ success: true, meta: { durationMs: 10_000, cached: true } });
    expect([calls.length, clock.pending]).toEqual([1, 0]);
  });

  test('A5: a failure goes to all who wait, and is not kept', async () => {
    const { cached, calls, ctx } = kept(60_000, [
      fails({ kind: 'unavailable', message: '502', mayHaveHappened: false }),
    ]);
    const answers = await Promise.all([1, 2].map(() => cached.execute(list, ctx)));
    expect(answers).toMatchObject([{ error: { kind: 'unavailable' } }, { error: { kind: 'unavailable' } }]);
    expect(await cached.execute(list, ctx)).toMatchObject({ success: true });
    expect(calls).toHaveLength(2);
  });
});

describe('what is kept', () => {
  test('is given again while it is fresh, and says so; nobody can change it', async () => {
    const { cached, calls, ctx, clock } = kept(60_000);
    await cached.execute({ operation: 'add_note', text: 'one' }, ctx);
    const first = await cached.execute(list, ctx);
    if (first.success) (first.data.notes as unknown[]).length = 0;
    await clock.advance(59_999);
    const second = await cached.execute(list, ctx);
    expect(second).toMatchObject({ data: { notes: [{ text: 'one' }] }, meta: { cached: true, attempts: 0 } });
    await clock.advance(1);
    expect((await cached.execute(list, ctx)).meta.cached).toBeUndefined();
    expect(calls).toHaveLength(3);
  });

  test('P5: an empty answer is kept like any other', async () => {
    const { cached, calls, ctx } = kept();
    await cached.execute(list, ctx);
    expect(await cached.execute(list, ctx)).toMatchObject({ data: { notes: [] }, meta: { cached: true } });
    expect(calls).toHaveLength(1);
  });

  test('A4, A6: every field of a request tells answers apart, and a default is the same as its value', async () => {
    const { cached, calls, ctx } = kept();
    await cached.execute({ ...list, about: 'one' }, ctx);
    await cached.execute({ ...list, about: 'other' }, ctx);
    await cached.execute({ ...list, about: 'one', loud: true }, ctx);
    await cached.execute({ loud: true, about: 'one', ...list }, ctx);
    await cached.execute({ ...list, about: 'all' }, ctx);
    await cached.execute(list, ctx);
    expect(calls).toHaveLength(4);
  });

  test('without freshMs the tool is asked every time', async () => {
    const { cached, calls, ctx } = kept(0);
    for (let count = 0; count < 3; count++) await cached.execute(list, ctx);
    expect(calls).toHaveLength(3);
  });

  test.each<[string, Partial<WorkflowContext>]>([
    ['hears its parts', { onPart: () => undefined }],
    ['was tried before', { retried: true }],
    ['has to be of this moment', { fresh: true }],
    ['is aborted', { signal: AbortSignal.abort() }],
  ])('is not given to a call that %s', async (_what, given) => {
    const { cached, ctx } = kept();
    await cached.execute(list, ctx);
    expect((await cached.execute(list, { ...ctx, ...given })).meta.cached).toBeUndefined();
  });

  test('is not what an effect is looked for in', async () => {
    const { cached, calls, ctx } = kept();
    await cached.execute(list, ctx);
    await lookForEffect(cached as unknown as AnyTool, { operation: 'add_note' }, ctx, 'mark');
    expect(calls).toHaveLength(2);
  });

  test('is of one tool: another has its own', async () => {
    const policy = cache({ freshMs: 60_000 });
    const [one, other] = [createNotebook(), createNotebook()];
    await policy(one.tool).execute(list, one.ctx);
    expect((await policy(other.tool).execute(list, other.ctx)).meta.cached).toBeUndefined();
  });

  test('an operation may have a time of its own; one that is not there is a TypeError', async () => {
    const { tool, calls, ctx } = createNotebook();
    const cached = cache({ operations: { list_notes: 1000 } })(tool);
    await cached.execute(list, ctx);
    await cached.execute(list, ctx);
    expect(calls).toHaveLength(1);
    expect(() => cache({ operations: { list_note: 1 } })(tool)).toThrow(
      /^cache: operations.list_note: notebook has no/,
    );
    expect(() => cache({ freshMs: -1 })).toThrow(/^cache: freshMs:/);
  });
});

describe('A6: a write', () => {
  const add = { operation: 'add_note', text: 'new' } as const;

  test('drops what has one of its tags, and leaves the rest', async () => {
    const { cached, calls, ctx } = kept();
    await cached.execute({ ...list, about: 'ALL' }, ctx);
    await cached.execute({ ...list, about: 'other' }, ctx);
    await cached.execute(add, ctx);
    expect((await cached.execute({ ...list, about: 'ALL' }, ctx)).meta.cached).toBeUndefined();
    expect((await cached.execute({ ...list, about: 'other' }, ctx)).meta.cached).toBe(true);
    expect(calls).toHaveLength(4);
  });

  test('that names nothing drops everything', async () => {
    const { cached, ctx } = kept();
    await cached.execute({ ...list, about: 'other' }, ctx);
    await cached.execute({ operation: 'ring_bell' }, ctx);
    expect((await cached.execute({ ...list, about: 'other' }, ctx)).meta.cached).toBeUndefined();
  });

  test('drops it also when its answer is lost', async () => {
    const { cached, ctx } = kept(60_000, [{ kind: 'works' }, cut(true)]);
    await cached.execute(list, ctx);
    expect(await cached.execute(add, ctx)).toMatchObject({ error: { mayHaveHappened: true } });
    expect(await cached.execute(list, ctx)).toMatchObject({ data: { notes: [{ text: 'new' }] } });
  });

  test('a read that was under way meanwhile is not kept, and nobody who comes later waits for it', async () => {
    const { turn, release } = lasting(false);
    const { cached, calls, ctx } = kept(60_000, [turn]);
    const early = cached.execute(list, ctx);
    await expect.poll(() => calls.length).toBe(1);
    await cached.execute(add, ctx);
    expect(await cached.execute(list, ctx)).toMatchObject({ data: { notes: [{ text: 'new' }] } });
    expect(calls).toHaveLength(3);
    release();
    await early;
    expect((await cached.execute(list, ctx)).meta.cached).toBe(true);
  });

  test('a read that began during the write is not kept either', async () => {
    const writing = lasting(false);
    const { cached, calls, ctx } = kept(60_000, [writing.turn]);
    const adding = cached.execute(add, ctx);
    await expect.poll(() => calls.length).toBe(1);
    await cached.execute(list, ctx);
    writing.release();
    await adding;
    expect(await cached.execute(list, ctx)).toMatchObject({ data: { notes: [{ text: 'new' }] } });
  });

  test('that is refused for its input, or a dry run, drops nothing', async () => {
    const { cached, ctx } = kept();
    await cached.execute(list, ctx);
    await cached.execute({ operation: 'add_note', text: 7 } as never, ctx);
    await cached.execute(add, { ...ctx, dryRun: true });
    expect((await cached.execute(list, ctx)).meta.cached).toBe(true);
  });
});

test('A23: the wrapper is given what it answered before, to ask whether it still holds', async () => {
  const notebook = createNotebook();
  const recalled: (KnownAnswer | undefined)[] = [];
  const execute = async (_request: unknown, { revalidation }: WorkflowContext) => {
    recalled.push(await revalidation?.recall('GET /notes'));
    await revalidation?.remember('GET /notes', { validator: '"v1"', answer: { notes: [] } });
    return { success: true, data: {}, meta: { durationMs: 0, attempts: 1 } };
  };
  const cached = cache()({ ...notebook.tool, execute } as never as typeof notebook.tool);
  await cached.execute(list, notebook.ctx);
  await cached.execute({ operation: 'add_note' }, notebook.ctx);
  await cached.execute(list, notebook.ctx);
  // A write hands through what it was given: nothing.
  expect(recalled).toEqual([undefined, undefined, { validator: '"v1"', answer: { notes: [] } }]);
});
