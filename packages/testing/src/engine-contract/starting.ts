import { flow, invoke, saga, step, fail, succeed } from '@strata/core';
import { anyTool, defineWorkflow } from '@strata/durable';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createManualClock } from '../manual-clock.ts';
import { endOf, idOf, reaches, saying } from './following.ts';
import type { OpenEngine } from './open-engine.ts';
import { createWorkshop } from './workshop.ts';

const order = z.object({ name: z.string(), count: z.int().default(1) });
type Order = z.output<typeof order>;

const greet = step('greet', async ({ input }: { readonly input: Order }) => succeed(`${input.count} ${input.name}`));

const refuse = step('refuse', async () => fail({ kind: 'refused', message: 'no', retryable: false }));

const workflows = {
  greets: defineWorkflow({ input: order, flow: flow<Order>().to(greet) }),
  refuses: defineWorkflow({ input: order, flow: flow<Order>().to(refuse) }),
  counts: defineWorkflow({
    input: z.object({ upTo: z.bigint() }),
    flow: flow<{ readonly upTo: bigint }>().to(step('count', async () => succeed(0))),
  }),
  gives: defineWorkflow({
    input: z.object({}),
    flow: flow<object>().to(step('give', async () => succeed({ many: 5n }))),
  }),
};

const refusals = (open: OpenEngine): void => {
  test('S70: an input that does not fit is refused before anything begins, and its field named', async () => {
    await using engine = await open({ workflows });
    // What a caller in another language may send.
    const wrong = { name: 5 } as unknown as { readonly name: string };
    expect(await engine.start('greets', wrong)).toMatchObject({
      success: false,
      error: { kind: 'invalid_input', operation: 'start', issues: [{ path: 'name' }] },
    });
    expect(await engine.list()).toEqual({ runs: [] });
  });

  test('S70: a workflow, a tool and an operation that are not there are refused, and what is there is named', async () => {
    await using engine = await open({ workflows, tools: [anyTool(createWorkshop().tool)] });
    const other = 'greats' as 'greets';
    expect(await engine.start(other, { name: 'Ann' })).toMatchObject({
      error: { kind: 'not_found', hint: saying('greets') },
    });
    expect(await engine.request('shop', { operation: 'create_item' })).toMatchObject({ error: { kind: 'not_found' } });
    expect(await engine.request('workshop', { operation: 'make' })).toMatchObject({ error: { kind: 'not_found' } });
    expect(await engine.list()).toEqual({ runs: [] });
  });

  test('S70: what cannot be written down is refused, and the engine goes on', async () => {
    await using engine = await open({ workflows });
    expect(await engine.start('counts', { upTo: 5n })).toMatchObject({ error: { kind: 'invalid_input' } });
    for (const options of [{ priority: Number.NaN }, { priority: 0.5 }, { deadlineAt: Infinity }])
      expect(await engine.start('greets', { name: 'Ann' }, options)).toMatchObject({
        error: { kind: 'invalid_input', issues: [{ path: Object.keys(options)[0] }] },
      });
    expect(await endOf(engine, idOf(await engine.start('gives', {})))).toMatchObject({
      error: { kind: 'defect', operation: 'give' },
    });
    expect(await endOf(engine, idOf(await engine.start('greets', { name: 'Ann' })))).toMatchObject({ data: '1 Ann' });
  });
};

const sameRun = (open: OpenEngine): void => {
  test('S70: the same id gives the same run, and is taken for any other workflow', async () => {
    await using engine = await open({ workflows });
    const runId = 'mine';
    expect(await engine.start('greets', { name: 'Ann' }, { runId })).toMatchObject({ data: { runId, isNew: true } });
    expect(await engine.start('greets', { name: 'Bob' }, { runId })).toMatchObject({ data: { runId, isNew: false } });
    expect(await engine.start('refuses', { name: 'Ann' }, { runId })).toMatchObject({
      error: { kind: 'conflict', message: saying('greets') },
    });
    expect(await endOf(engine, runId)).toMatchObject({ data: '1 Ann' });
  });

  test('1.8, L1, S70: of many who start with one key at once one starts, and all are given its run', async () => {
    await using engine = await open({ workflows });
    const idempotencyKey = 'once';
    const started = await Promise.all(
      Array.from({ length: 5 }, () => engine.start('greets', { name: 'Ann' }, { idempotencyKey })),
    );
    expect(new Set(started.map(idOf)).size).toBe(1);
    expect(started.filter((it) => it.success && it.data.isNew)).toHaveLength(1);
    expect((await engine.list()).runs).toMatchObject([{ idempotencyKey }]);
    expect(await engine.start('refuses', { name: 'Ann' }, { idempotencyKey })).toMatchObject({ data: { isNew: true } });
  });
};

const outcomes = (open: OpenEngine): void => {
  test('1.8, L8, S70: gives what a flow gave, or why it failed', async () => {
    await using engine = await open({ workflows });
    const good = idOf(await engine.start('greets', { name: 'Ann', count: 2 }, { agent: 'bot' }));
    expect(await endOf(engine, good)).toMatchObject({ success: true, data: '2 Ann' });
    expect(await engine.get(good)).toMatchObject({
      status: 'succeeded',
      agent: 'bot',
      input: { name: 'Ann', count: 2 },
      outcome: { success: true, data: '2 Ann' },
    });
    const bad = idOf(await engine.start('refuses', { name: 'Ann' }));
    expect(await endOf(engine, bad)).toMatchObject({ success: false, error: { message: 'no' } });
    expect(await reaches(engine, bad, 'failed')).toMatchObject({ outcome: { error: { kind: 'refused' } } });
  });

  test('S70: starts one request to a tool, which reads it once', async () => {
    const { tool, names } = createWorkshop();
    await using engine = await open({ tools: [anyTool(tool)] });
    const made = idOf(await engine.request('workshop', { operation: 'create_item', name: 'a' }));
    expect(await endOf(engine, made)).toMatchObject({ success: true, data: { id: 'item-1' } });
    expect(names()).toEqual(['a']);
    const measured = idOf(await engine.request('workshop', { operation: 'measure', text: 'four' }));
    expect(await endOf(engine, measured)).toMatchObject({ data: { length: 4 } });
    expect(await engine.request('workshop', { operation: 'create_item' })).toMatchObject({
      error: { kind: 'invalid_input', issues: [{ path: 'name' }] },
    });
  });

  test('S70: a run that is not there is said not to be there', async () => {
    await using engine = await open({ workflows });
    expect(await engine.get('none')).toBeUndefined();
    expect(await engine.history('none')).toBeUndefined();
    expect(await engine.result('none')).toMatchObject({ error: { kind: 'not_found', operation: 'result' } });
    expect(await engine.signal('none', 'go', 1)).toMatchObject({ error: { kind: 'not_found' } });
  });

  test('S70: whoever waits for a result is told when nobody can give it any more', async () => {
    const { tool } = createWorkshop();
    const waits = defineWorkflow({
      input: z.object({}),
      flow: flow<object>().to(step('stay', (_outputs, { signal }) => stays(signal))),
    });
    const engine = await open({ workflows: { waits }, tools: [anyTool(tool)] });
    const runId = idOf(await engine.start('waits', {}));
    const hungUp = engine.result(runId, { signal: AbortSignal.abort() });
    expect(await hungUp).toMatchObject({ error: { kind: 'cancelled' } });
    const result = engine.result(runId);
    await engine[Symbol.asyncDispose]();
    expect(await result).toMatchObject({ error: { kind: 'cancelled', message: saying('closed') } });
  });
};

const stays = (signal: AbortSignal) =>
  new Promise<ReturnType<typeof fail<'left'>>>((resolve) =>
    signal.addEventListener('abort', () => resolve(fail('left')), { once: true }),
  );

const memory = (open: OpenEngine): void => {
  test('P8: a saga takes back every finished step in reverse order, each with its own output', async () => {
    const { tool, called, names } = createWorkshop();
    const all = saga<Order>()
      .to(invoke(tool, 'create_item', ({ input }) => ({ name: `${input.name} one` }), { as: 'one' }))
      .to(invoke(tool, 'create_item', ({ input }) => ({ name: `${input.name} two` }), { as: 'two' }))
      .to(step('no', async () => fail({ kind: 'refused', message: 'no', retryable: false })));
    await using engine = await open({ workflows: { all: defineWorkflow({ input: order, flow: all }) } });
    expect(await endOf(engine, idOf(await engine.start('all', { name: 'a' })))).toMatchObject({
      error: {
        kind: 'saga_failed',
        undoComplete: true,
        effects: [
          { at: 'two', outcome: 'undone', output: { id: 'item-2' } },
          { at: 'one', outcome: 'undone', output: { id: 'item-1' } },
        ],
      },
    });
    expect(called).toEqual(['create_item', 'create_item', 'delete_item', 'delete_item']);
    expect(names()).toEqual([]);
  });

  test('P11: the history of a run holds what it did itself, and goes with it when it is taken away', async () => {
    const clock = createManualClock();
    await using engine = await open({ workflows, clock });
    const start = async (): Promise<string> => {
      const runId = idOf(await engine.start('greets', { name: 'Ann' }));
      await endOf(engine, runId);
      return runId;
    };
    const kinds = async (runId: string) => (await engine.history(runId))?.map(({ kind, at }) => `${kind} ${at}`);
    const runIds: string[] = [];
    for (let count = 0; count < 200; count++) runIds.push(await start());
    for (const runId of runIds) expect(await kinds(runId)).toEqual(['succeeded greet']);
    await clock.advance(1);
    expect(await engine.prune({ endedBefore: clock.now() })).toBe(runIds.length);
    for (const runId of runIds) expect(await kinds(runId)).toBeUndefined();
  });

  test('P11: runs that have ended leave nothing behind that waits', async () => {
    const clock = createManualClock();
    await using engine = await open({ workflows, clock });
    const run = async (): Promise<void> => {
      const deadlineAt = clock.now() + 60_000;
      await endOf(engine, idOf(await engine.start('greets', { name: 'Ann' }, { deadlineAt })));
    };
    await run();
    const before = clock.pending;
    for (let count = 0; count < 200; count++) await run();
    expect(clock.pending).toBe(before);
    const page = await engine.list({ status: ['pending', 'running', 'waiting'] });
    expect(page).toEqual({ runs: [] });
  });
};

/** What holds of starting runs, and of what comes of them. */
export const startingTests = (open: OpenEngine): void => {
  describe('starting', () => {
    refusals(open);
    sameRun(open);
    outcomes(open);
    memory(open);
  });
};
