import { describe, expect, test } from 'vitest';
import {
  type Act,
  type AnyTool,
  type Classified,
  EffectUndecided,
  type PerformedOperation,
  type Runtime,
  createBudget,
  createFailure,
  createMemoryRuntime,
  createPolicy,
  fail,
  invoke,
  lookForEffect,
  retry,
  runFlow,
  saga,
} from '../index.ts';
import { compensate } from './compensate.ts';
import { createAct } from './act.ts';
import { Cancellation } from './cancellation.ts';
import { interpret } from './interpret.ts';
import type { Done } from './runtime.ts';
import { busy, cut, failing } from '../world.fixture.ts';
import { type Stage, createStage, runAlone } from './run.fixture.ts';

/** The world's tool with another definition of how an item is made. */
const withBroken = ({ world }: Stage, broken: object): AnyTool => {
  const tool = world.tool as unknown as AnyTool;
  return {
    ...tool,
    operations: { ...tool.operations, create_item: { ...tool.operations['create_item'], ...broken } as never },
  };
};

/** A runtime that came back from a crash: every act is recovered, not run. */
const resumed = (memory: Runtime): Runtime => ({ ...memory, perform: (_key: string, act: Act) => act.recover() });

describe('after a crash', () => {
  const recovering = () => createStage({ runtime: resumed(createMemoryRuntime()) });

  test('a write that may have happened is looked for, and done when it is not there', async () => {
    const stage = recovering();
    const making = invoke(stage.world.tool, 'create_item', () => ({ name: 'a' }), { as: 'make' });
    const first = runAlone(making, stage.ctx);
    await stage.clock.waiting();
    await stage.clock.advance(1000);
    expect(await first).toMatchObject({ success: true });
    expect(await runAlone(making, stage.ctx)).toMatchObject({ success: true });
    expect(stage.world.names()).toEqual(['a']);
    // What is not there is looked for once more: it may have been on its way.
    expect(stage.world.called()).toEqual(['list_items', 'list_items', 'create_item', 'list_items']);
  });

  test('a write that cannot be looked for is left to a person', async () => {
    const stage = recovering();
    const telling = invoke(stage.world.tool, 'announce', () => ({ text: 'hi' }));
    expect(await runAlone(telling, stage.ctx)).toMatchObject({
      error: {
        kind: 'needs_attention',
        at: 'announce',
        message: "whether 'announce' has happened cannot be found out",
      },
    });
    expect(stage.world.said).toEqual([]);
  });

  test.each(['list_items', 'delete_item'] as const)('%s, which may be repeated, is', async (operation) => {
    const stage = recovering();
    await runAlone(
      invoke(stage.world.tool, operation, () => (operation === 'delete_item' ? { id: 'x' } : {}) as never),
      stage.ctx,
    );
    expect(stage.world.called()).toEqual([operation]);
  });
});

describe('F16: a look that fails leaves the write in doubt', () => {
  const recoverAfter = async (looked: Classified) => {
    const stage = createStage({ runtime: resumed(createMemoryRuntime()) });
    stage.world.interfere = failing('list_items', looked);
    const making = invoke(stage.world.tool, 'create_item', () => ({ name: 'a' }));
    const answer = await runAlone(making, stage.ctx);
    expect(stage.world.names()).toEqual([]);
    return answer;
  };

  test('and may be tried again when the failure may pass', async () => {
    expect(await recoverAfter(busy)).toMatchObject({
      error: { kind: 'unavailable', operation: 'create_item', retryable: true, mayHaveHappened: true },
    });
    expect(await recoverAfter({ kind: 'rate_limited', message: 'slowly', retryAfterMs: 7000 })).toMatchObject({
      error: { kind: 'unavailable', retryAfterMs: 7000, mayHaveHappened: true },
    });
  });

  test('so that a saga around it looks again', async () => {
    const stage = createStage();
    const lists = failing('list_items', busy, { times: 2 });
    const creates = failing('create_item', cut, { when: 'after' });
    stage.world.interfere = (...call) => lists(...call) ?? creates(...call);
    const making = saga<unknown>().to(
      retry((from) => from.to(invoke(stage.world.tool, 'create_item', () => ({ name: 'a' }))), {
        attempts: 3,
        waitMs: 0,
      }),
    );
    const ended = runFlow(making, {}, stage.ctx);
    let settled = false;
    void ended.finally(() => (settled = true));
    await expect.poll(() => stage.clock.advance(1000).then(() => settled)).toBe(true);
    expect(await ended).toMatchObject({
      error: { undoComplete: true, effects: [{ outcome: 'undone', undo: 'delete_item' }] },
    });
    expect(stage.world.names()).toEqual([]);
  });
});

describe('an operation says of itself', () => {
  const lookWith = (locate: Partial<NonNullable<PerformedOperation['locate']>>) => {
    const stage = createStage();
    const tool = withBroken(stage, { locate: { ...stage.world.tool.operations.create_item.locate, ...locate } });
    return lookForEffect(tool, { operation: 'create_item', name: 'a' } as never, { ...stage.ctx, path: 'make/' }, 'x');
  };

  test('that this very call left nothing to look for', async () => {
    expect(await lookWith({ request: () => undefined })).toBeUndefined();
  });

  test('that the answer does not show whether it has happened', async () => {
    const pick = (): never => {
      throw new EffectUndecided('the list is not whole');
    };
    expect(await lookWith({ pick })).toMatchObject({
      error: {
        kind: 'needs_attention',
        operation: 'create_item',
        at: 'make',
        message: "whether 'create_item' has happened cannot be found out: the list is not whole",
        mayHaveHappened: true,
      },
    });
  });
});

test('S68: a saga is undone although the budget of its request is spent', async () => {
  const stage = createStage({ budget: createBudget({ calls: 2 }) });
  const counted = createPolicy(() => async ({ ctx, request }, proceed) => {
    if (ctx.budget?.take('calls') !== false) return proceed();
    const message = 'the budget is spent';
    return fail(createFailure(request.operation, { kind: 'forbidden', message, rule: 'budget' }));
  });
  const tool = counted(stage.world.tool);
  const making = saga<unknown>()
    .to(invoke(tool, 'create_item', () => ({ name: 'a' }), { as: 'first' }))
    .to(invoke(tool, 'create_item', () => ({ name: 'b' }), { as: 'second' }))
    .to(invoke(tool, 'create_item', () => ({ name: 'c' }), { as: 'third' }));
  expect(await runFlow(making, {}, stage.ctx)).toMatchObject({
    error: { cause: { rule: 'budget' }, undoComplete: true, effects: [{ outcome: 'undone' }, { outcome: 'undone' }] },
  });
  expect(stage.world.names()).toEqual([]);
});

describe("an operation's own functions that throw", () => {
  const thrower = (): never => {
    throw new Error('a bug');
  };

  const undoing = async (stage: Stage, tool: AnyTool, done: Partial<Done>) => {
    const request = { operation: 'create_item', name: 'a' };
    const root = { kind: 'invoke', name: 'make', tool, operation: 'create_item', request: () => request } as const;
    const frame = {
      runtime: createMemoryRuntime(),
      root,
      rootPath: '',
      ctx: stage.ctx,
      cancellation: Cancellation.of(stage.ctx.signal),
      scope: {},
      keeps: true,
      done: [],
      reports: [],
      retried: false,
      observed: false,
      interpret,
    };
    const made = { key: 'make', request, callId: 'run/make', inDoubt: false, output: { id: 'item-1' }, ...done };
    return compensate('why', [{ ...made, key: 'make' }], frame, 1000);
  };

  test('undo: reported as a defect, and the rest is undone all the same', async () => {
    const stage = createStage();
    expect(
      await undoing(stage, withBroken(stage, { undo: { operation: 'delete_item', request: thrower } }), {}),
    ).toMatchObject({
      error: {
        undoComplete: false,
        effects: [{ outcome: 'undo_failed', error: { kind: 'defect', message: 'Error: a bug' } }],
      },
    });
  });

  test.each(['request', 'pick'])('%s of locate: reported as a defect', async (part) => {
    const stage = createStage();
    const { locate } = stage.world.tool.operations.create_item;
    const tool = withBroken(stage, { locate: { ...locate, [part]: thrower } });
    expect(await undoing(stage, tool, { inDoubt: true })).toMatchObject({
      error: { effects: [{ outcome: 'undo_failed', error: { kind: 'defect', operation: 'create_item' } }] },
    });
  });
});

test('an operation that the tool does not have is its own to refuse, and counts as a read', async () => {
  const stage = createStage();
  const tool = stage.world.tool as unknown as AnyTool;
  const where = { ctx: stage.ctx, cancellation: Cancellation.independent(), retried: true };
  const act = createAct(tool, { operation: 'none' }, where, 'none');
  expect(act.writes).toBe(false);
  expect(await act.run()).toMatchObject({ error: { kind: 'invalid_input' } });
});

test('a call that is cancelled before it begins is not sent', async () => {
  const stage = createStage();
  stage.world.interfere = failing('create_item', cut);
  stage.caller.abort();
  const making = invoke(stage.world.tool, 'create_item', () => ({ name: 'a' }));
  expect(await runAlone(making, stage.ctx)).toMatchObject({ error: { kind: 'cancelled', mayHaveHappened: false } });
  expect(stage.world.calls).toEqual([]);
});
