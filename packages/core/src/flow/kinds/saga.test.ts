import { describe, expect, test } from 'vitest';
import {
  type Failure,
  type OutputOf,
  type SagaFailed,
  type Step,
  fail,
  fallback,
  invoke,
  parallel,
  saga,
  sequence,
  step,
  succeed,
} from '../../index.ts';
import { type WorldOperations, busy, cut, failing, refused } from '../../world.fixture.ts';
import { settleMs } from '../../look-for-effect.ts';
import { type Stage, createStage, runAlone } from '../run.fixture.ts';

const no = step('no', async () => fail({ kind: 'refused', message: 'no', hint: 'Ask again.' }));

type Making = Step<{ readonly input: unknown }, {}, OutputOf<WorldOperations, 'create_item'>, Failure>;

/** Makes an item that is called like its place. */
const making = ({ world }: Stage, as: string): Making =>
  invoke(world.tool, 'create_item', () => ({ name: as }), { as });

/** How a saga failed. */
const failureOf = async (part: Parameters<typeof runAlone>[0], { ctx }: Stage): Promise<SagaFailed> => {
  const answer = await runAlone(part, ctx);
  if (answer.success) return expect.unreachable('it succeeded');
  return answer.error as SagaFailed;
};

describe('S7 P8: a saga', () => {
  test('that succeeds leaves what it made', async () => {
    const stage = createStage();
    const both = saga<unknown>().to(making(stage, 'a')).to(making(stage, 'b'));
    expect(await runAlone(both, stage.ctx)).toMatchObject({ data: { name: 'b' } });
    expect(stage.world.names()).toEqual(['a', 'b']);
  });

  test('takes back every finished step, last first, each with the output that it gave', async () => {
    const stage = createStage();
    const failure = await failureOf(
      saga<unknown>().to(making(stage, 'a')).to(making(stage, 'b')).to(making(stage, 'c')).to(no),
      stage,
    );
    expect(failure).toEqual({
      kind: 'saga_failed',
      operation: 'saga',
      message: 'no',
      hint: 'Ask again.',
      cause: { kind: 'refused', message: 'no', hint: 'Ask again.' },
      retryable: false,
      undoComplete: true,
      effects: ['c', 'b', 'a'].map((name, index) => ({
        at: name,
        operation: 'create_item',
        outcome: 'undone',
        undo: 'delete_item',
        output: { id: `item-${3 - index}`, name },
      })),
    });
    expect(stage.world.calls.slice(3).map((it) => it.input)).toEqual([
      { id: 'item-3' },
      { id: 'item-2' },
      { id: 'item-1' },
    ]);
    expect(stage.world.items).toEqual([]);
  });

  test('goes on past an undo that fails, and says that something is left', async () => {
    const stage = createStage();
    stage.world.interfere = ({ operation, count }) =>
      operation === 'delete_item' && count === 4 ? refused : undefined;
    const failure = await failureOf(saga<unknown>().to(making(stage, 'a')).to(making(stage, 'b')).to(no), stage);
    expect(failure.effects.map((it) => it.outcome)).toEqual(['undone', 'undo_failed']);
    expect(failure.effects[1]).toMatchObject({ at: 'a', undo: 'delete_item', error: { kind: 'refused' } });
    expect(failure.undoComplete).toBe(false);
    expect(stage.world.names()).toEqual(['a']);
  });

  test('keeps what cannot be undone, with the reason, and says nothing of what changed nothing', async () => {
    const stage = createStage();
    const { world } = stage;
    world.items.push({ id: 'x', name: 'same' });
    const all = saga<unknown>()
      .to(invoke(world.tool, 'rename_item', () => ({ id: 'x', name: 'same' })))
      .to(invoke(world.tool, 'announce', () => ({ text: 'hello' })))
      .to(no);
    const failure = await failureOf(all, stage);
    expect(failure.effects).toEqual([
      {
        at: 'announce',
        operation: 'announce',
        outcome: 'kept',
        reason: 'what is said is said',
        output: { heardBy: 1 },
      },
    ]);
    expect(failure.undoComplete).toBe(true);
  });

  test('keeps a write that nothing undoes, where nobody has checked the types', async () => {
    const stage = createStage();
    const stuck = sequence((from) => from.to(invoke(stage.world.tool, 'stamp_item', () => ({ id: 'x' }))).to(no));
    const failure = await failureOf(saga<unknown>().to(stuck as unknown as typeof no), stage);
    expect(failure.effects).toMatchObject([{ outcome: 'kept', reason: 'nothing undoes it' }]);
  });

  test('undoes although the caller has hung up and the deadline has passed', async () => {
    const stage = createStage();
    const { world, caller, clock } = stage;
    let undoneUnder: unknown;
    world.interfere = ({ operation }, _when, ctx) => {
      if (operation === 'announce') caller.abort();
      if (operation === 'delete_item')
        undoneUnder = { aborted: ctx.signal.aborted, leftMs: (ctx.deadlineAt ?? 0) - clock.now() };
    };
    const all = saga<unknown>({ undoLimitMs: 5000 })
      .to(making(stage, 'a'))
      .to(invoke(world.tool, 'announce', () => ({ text: 'bye' })))
      .to(making(stage, 'b'));
    const failure = await failureOf(all, { ...stage, ctx: { ...stage.ctx, deadlineAt: clock.now() } });
    expect(failure).toMatchObject({
      cause: { kind: 'cancelled' },
      effects: [{ outcome: 'kept' }, { outcome: 'undone' }],
    });
    expect(undoneUnder).toEqual({ aborted: false, leftMs: 5000 });
    expect(world.items).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test('gives undoing a limit of its own: what is not undone by then is reported', async () => {
    const stage = createStage();
    const { world, clock, ctx } = stage;
    world.interfere = async ({ operation }, when) => {
      if (operation === 'delete_item' && when === 'after')
        await new Promise<void>((resolve) => void clock.after(800, resolve));
    };
    const running = runAlone(
      saga<unknown>({ undoLimitMs: 500 }).to(making(stage, 'a')).to(making(stage, 'b')).to(no),
      ctx,
    );
    await clock.advance(5000);
    expect(await running).toMatchObject({
      error: {
        undoComplete: false,
        effects: [
          { at: 'b', outcome: 'undone' },
          { at: 'a', outcome: 'undo_failed', error: { kind: 'cancelled' } },
        ],
      },
    });
  });
});

/** Lets the time pass that a look in doubt waits for its second one. */
const settled = async ({ clock }: Stage): Promise<void> => {
  await clock.waiting(2);
  await clock.advance(settleMs);
};

describe('P8: a write in doubt', () => {
  test('is looked for, and undone when it is there', async () => {
    const stage = createStage();
    stage.world.interfere = failing('create_item', cut, { when: 'after' });
    const failure = await failureOf(saga<unknown>().to(making(stage, 'a')), stage);
    expect(failure).toMatchObject({
      cause: { kind: 'unavailable' },
      effects: [{ at: 'a', outcome: 'undone', output: { id: 'item-1' } }],
    });
    expect(stage.world.called()).toEqual(['create_item', 'list_items', 'delete_item']);
    expect(stage.world.items).toEqual([]);
  });

  test('that never happened is absent', async () => {
    const stage = createStage();
    stage.world.interfere = failing('create_item', cut);
    const failure = failureOf(saga<unknown>().to(making(stage, 'a')), stage);
    await settled(stage);
    expect(await failure).toMatchObject({
      effects: [{ at: 'a', operation: 'create_item', outcome: 'absent' }],
      undoComplete: true,
    });
  });

  test('that lands only after the first look is found by the second, and undone', async () => {
    const stage = createStage();
    stage.world.interfere = failing('create_item', cut);
    const failure = failureOf(saga<unknown>().to(making(stage, 'a')), stage);
    await stage.clock.waiting(2);
    stage.world.items.push({ id: 'late', name: 'a', mark: 'run/a' });
    await settled(stage);
    expect(await failure).toMatchObject({ effects: [{ at: 'a', outcome: 'undone', output: { id: 'late' } }] });
    expect(stage.world.items).toEqual([]);
  });

  test('is found by its own mark, never by its looks', async () => {
    const stage = createStage();
    stage.world.items.push({ id: 'of somebody else', name: 'a', mark: 'another run' });
    stage.world.interfere = failing('create_item', cut);
    const failure = failureOf(saga<unknown>().to(making(stage, 'a')), stage);
    await settled(stage);
    await failure;
    expect(stage.world.items).toHaveLength(1);
  });

  test('that cannot be looked for now is left to a person', async () => {
    const stage = createStage();
    const [creates, lists] = [failing('create_item', cut, { when: 'after' }), failing('list_items', busy)];
    stage.world.interfere = (...call) => creates(...call) ?? lists(...call);
    const failure = await failureOf(saga<unknown>().to(making(stage, 'a')), stage);
    expect(failure).toMatchObject({
      effects: [{ outcome: 'undo_failed', error: { operation: 'list_items' } }],
      undoComplete: false,
    });
  });

  test('that does not say how to look for it is left to a person', async () => {
    const stage = createStage();
    stage.world.interfere = failing('announce', cut, { when: 'after' });
    const telling = saga<unknown>().to(invoke(stage.world.tool, 'announce', () => ({ text: 'hi' })));
    const failure = await failureOf(telling, stage);
    expect(failure).toMatchObject({
      undoComplete: false,
      effects: [{ outcome: 'undo_failed', error: { kind: 'needs_attention', at: 'announce', operation: 'announce' } }],
    });
  });
});

describe('sagas inside sagas', () => {
  test('an inner one that succeeded is undone with the outer, in the order of time', async () => {
    const stage = createStage();
    const inner: Step<{ readonly input: unknown }, object, unknown, unknown> = saga<unknown>()
      .to(making(stage, 'b'))
      .to(making(stage, 'c'));
    const failure = await failureOf(saga<unknown>().to(making(stage, 'a')).to(inner).to(no), stage);
    expect(failure.effects.map((it) => it.at)).toEqual(['c', 'b', 'a']);
    expect(stage.world.items).toEqual([]);
  });

  test('an inner one that failed takes itself back before the flow around it tries another way', async () => {
    const stage = createStage();
    const inner = saga<unknown>().to(making(stage, 'first')).to(no);
    const either = fallback(
      'way',
      () => inner,
      () => making(stage, 'second'),
    );
    expect(await runAlone(either, stage.ctx)).toMatchObject({ data: { name: 'second' } });
    expect(stage.world.names()).toEqual(['second']);
  });

  test('what an inner one could not take back makes the outer incomplete as well', async () => {
    const stage = createStage();
    stage.world.interfere = failing('delete_item', refused);
    const inner = saga((from: ReturnType<typeof saga<unknown>>) => from.to(making(stage, 'b')).to(no));
    const failure = await failureOf(saga<unknown>().to(making(stage, 'a')).to(inner), stage);
    expect(failure).toMatchObject({
      undoComplete: false,
      cause: { kind: 'saga_failed', undoComplete: false, effects: [{ at: 'b', outcome: 'undo_failed' }] },
      effects: [
        { at: 'b', outcome: 'undo_failed' },
        { at: 'a', outcome: 'undone' },
      ],
    });
    expect(stage.world.names()).toEqual(['b']);
  });

  test('what parallel branches wrote is undone in the reverse order of the flow', async () => {
    const stage = createStage();
    const failure = await failureOf(
      saga<unknown>()
        .to(parallel({ a: making(stage, 'x'), b: making(stage, 'y') }))
        .to(no),
      stage,
    );
    expect(failure.effects.map((it) => it.at)).toEqual(['b/y', 'a/x']);
  });
});

test.each([
  ['a text', 'broken', 'broken'],
  ['nothing', undefined, 'undefined'],
  ['an object without words', { code: 1 }, '[object Object]'],
])('a saga that failed with %s says what there is to say', async (_what, cause, message) => {
  const stage = createStage();
  const failure = await failureOf(saga<unknown>().to(step('own', async () => fail(cause))), stage);
  expect(failure).toMatchObject({ message, cause, effects: [] });
});

test('an empty saga succeeds with nothing', async () => {
  expect(await runAlone(saga<unknown>(), createStage().ctx)).toEqual(succeed(undefined));
});
