import { describe, expect, test } from 'vitest';
import { type AnyTool, type Act, type Runtime, createMemoryRuntime, invoke } from '../index.ts';
import { compensate } from './compensate.ts';
import { createAct } from './act.ts';
import { Cancellation } from './cancellation.ts';
import { interpret } from './interpret.ts';
import type { Done } from './runtime.ts';
import { cut, failing } from '../world.fixture.ts';
import { type Stage, createStage, runAlone } from './run.fixture.ts';

/** A runtime that came back from a crash: every act is recovered, not run. */
const resumed = (memory: Runtime): Runtime => ({ ...memory, perform: (_key: string, act: Act) => act.recover() });

describe('after a crash', () => {
  const recovering = () => createStage({ runtime: resumed(createMemoryRuntime()) });

  test('a write that may have happened is looked for, and done when it is not there', async () => {
    const stage = recovering();
    const making = invoke(stage.world.tool, 'create_item', () => ({ name: 'a' }), { as: 'make' });
    expect(await runAlone(making, stage.ctx)).toMatchObject({ success: true });
    expect(await runAlone(making, stage.ctx)).toMatchObject({ success: true });
    expect(stage.world.names()).toEqual(['a']);
    expect(stage.world.called()).toEqual(['list_items', 'create_item', 'list_items']);
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
      invoke(stage.world.tool, operation, () => ({ id: 'x' }) as never),
      stage.ctx,
    );
    expect(stage.world.called()).toEqual([operation]);
  });
});

describe("an operation's own functions that throw", () => {
  /** The world's tool with another definition of how an item is made. */
  const withBroken = ({ world }: Stage, broken: object): AnyTool => {
    const tool = world.tool as unknown as AnyTool;
    return {
      ...tool,
      operations: { ...tool.operations, create_item: { ...tool.operations['create_item'], ...broken } as never },
    };
  };
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
