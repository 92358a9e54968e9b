import { describe, expect, test } from 'vitest';
import {
  type Classified,
  type Result,
  fail,
  invoke,
  retry,
  saga,
  sequence,
  settleMs,
  step,
  succeed,
} from '../../index.ts';
import { busy, cut, failing, refused } from '../../world.fixture.ts';
import { type Stage, createStage, runAlone } from '../run.fixture.ts';

const options = { attempts: 3, waitMs: 1000 };

/** Runs a part to its end, letting all the time pass that it waits for. */
const runThrough = async (part: Parameters<typeof runAlone>[0], { ctx, clock }: Stage) => {
  const running = runAlone(part, ctx);
  await clock.advance(60_000);
  return running;
};

const making = ({ world }: Stage) =>
  retry((from) => from.to(invoke(world.tool, 'create_item', () => ({ name: 'a' }))), options);

describe('S7 P4: retry', () => {
  test.each([
    [1, 2],
    [2, 3],
  ])('after %i failures that may pass has tried %i times', async (times, attempts) => {
    const stage = createStage();
    stage.world.interfere = failing('create_item', busy, { times });
    expect(await runThrough(making(stage), stage)).toMatchObject({ success: true });
    expect(stage.events.filter((it) => it.type === 'started')).toHaveLength(attempts);
    expect(stage.world.names()).toEqual(['a']);
  });

  test('gives up after its attempts, with the last failure', async () => {
    const stage = createStage();
    stage.world.interfere = ({ operation, count }) =>
      operation === 'create_item' ? ({ ...busy, message: `busy ${count}` } satisfies Classified) : undefined;
    expect(await runThrough(making(stage), stage)).toMatchObject({ error: { kind: 'unavailable' } });
    expect(stage.told()).toEqual(
      [1, 2, 3].flatMap((it) => [`started #${it}/create_item`, `failed #${it}/create_item`]),
    );
  });

  test.each([
    ['a no of the tool', async () => fail({ kind: 'refused', retryable: false })],
    ['a failure that says nothing', async () => fail('no')],
    ['nothing at all', async () => fail(undefined)],
    ['a bug', async () => Promise.reject(new TypeError('x is not a function'))],
  ])('does not try again after %s', async (_what, run: () => Promise<Result<never, unknown>>) => {
    const stage = createStage();
    expect(
      await runThrough(
        retry((from) => from.to(step('once', run)), options),
        stage,
      ),
    ).toMatchObject({ success: false });
    expect(stage.told()).toEqual(['started #1/once', 'failed #1/once']);
  });

  test('waits between two attempts, and neither before the first nor after the last', async () => {
    const { ctx, clock } = createStage();
    const triedAt: number[] = [];
    const flaky = step('flaky', async () => {
      triedAt.push(clock.monotonicMs());
      return fail({ kind: 'unavailable', retryable: true });
    });
    const running = runAlone(
      retry((from) => from.to(flaky), options),
      ctx,
    );
    await clock.advance(2000);
    await running;
    expect(triedAt).toEqual([0, 1000, 2000]);
    expect(clock.pending).toBe(0);
  });

  test('called off while it waits is cancelled', async () => {
    const stage = createStage();
    stage.world.interfere = failing('create_item', busy, { times: 3 });
    const running = runAlone(making(stage), stage.ctx);
    await stage.clock.waiting();
    stage.caller.abort();
    expect(await running).toMatchObject({ error: { kind: 'cancelled', operation: 'create_item' } });
    expect(stage.clock.pending).toBe(0);
  });

  test.each([0, 2.5, Number.NaN])('refuses %d attempts', (attempts) => {
    const make = () => retry((from) => from.to(step('a', async () => succeed(1))), { attempts, waitMs: 1 });
    expect(make).toThrow(new TypeError(`retry: attempts must be a whole number of at least 1, not ${attempts}`));
  });
});

describe('F16: before a write is repeated', () => {
  test('it is looked for, and adopted when its answer was lost', async () => {
    const stage = createStage();
    stage.world.interfere = failing('create_item', cut, { when: 'after' });
    expect(await runThrough(making(stage), stage)).toMatchObject({ data: { id: 'item-1', name: 'a' } });
    expect(stage.world.called()).toEqual(['create_item', 'list_items']);
    expect(stage.world.names()).toEqual(['a']);
  });

  test('it is looked for, and done when it never arrived', async () => {
    const stage = createStage();
    stage.world.interfere = failing('create_item', cut);
    expect(await runThrough(making(stage), stage)).toMatchObject({ success: true });
    expect(stage.world.called()).toEqual(['create_item', 'list_items', 'list_items', 'create_item']);
    expect(stage.world.names()).toEqual(['a']);
  });

  test('it is looked for twice, so that a request which lands late is not made again', async () => {
    const stage = createStage();
    stage.world.interfere = failing('create_item', cut);
    const running = runAlone(making(stage), stage.ctx);
    await stage.clock.advance(options.waitMs);
    await stage.clock.waiting();
    expect(stage.world.called()).toEqual(['create_item', 'list_items']);
    stage.world.items.push({ id: 'late', name: 'a', mark: 'run/create_item' });
    await stage.clock.advance(settleMs);
    expect(await running).toMatchObject({ data: { id: 'late' } });
    expect(stage.world.names()).toEqual(['a']);
  });

  test('it is looked for once when it surely did not happen', async () => {
    const stage = createStage();
    stage.world.interfere = failing('create_item', busy);
    expect(await runThrough(making(stage), stage)).toMatchObject({ success: true });
    expect(stage.world.called()).toEqual(['create_item', 'list_items', 'create_item']);
  });

  test('it is not done when looking fails', async () => {
    const stage = createStage();
    const lists = failing('list_items', refused);
    const creates = failing('create_item', cut, { when: 'after' });
    stage.world.interfere = (...call) => lists(...call) ?? creates(...call);
    expect(await runThrough(making(stage), stage)).toMatchObject({
      error: {
        kind: 'needs_attention',
        operation: 'create_item',
        message: "whether 'create_item' has happened cannot be found out: not today",
        mayHaveHappened: true,
      },
    });
    expect(stage.world.names()).toEqual(['a']);
  });

  test('one that may simply be repeated is', async () => {
    const stage = createStage();
    const { world } = stage;
    world.items.push({ id: 'item-1', name: 'a' });
    world.interfere = failing('rename_item', cut, { when: 'after' });
    const renaming = retry(
      (from) => from.to(invoke(world.tool, 'rename_item', () => ({ id: 'item-1', name: 'b' }))),
      options,
    );
    expect(await runThrough(renaming, stage)).toMatchObject({ success: true });
    expect(world.called()).toEqual(['rename_item', 'rename_item']);
  });

  test('one in doubt that cannot be looked for is not repeated', async () => {
    const stage = createStage();
    stage.world.interfere = failing('announce', cut, { when: 'after' });
    const telling = retry((from) => from.to(invoke(stage.world.tool, 'announce', () => ({ text: 'hi' }))), options);
    expect(await runThrough(telling, stage)).toMatchObject({ error: { kind: 'unavailable', mayHaveHappened: true } });
    expect(stage.world.said).toEqual(['hi']);
  });

  test('one that surely did not happen is repeated without looking', async () => {
    const stage = createStage();
    stage.world.interfere = failing('announce', busy);
    const telling = retry((from) => from.to(invoke(stage.world.tool, 'announce', () => ({ text: 'hi' }))), options);
    expect(await runThrough(telling, stage)).toMatchObject({ success: true });
    expect(stage.world.said).toEqual(['hi']);
  });

  test('a step that already succeeded is adopted too, and undone once when all fails', async () => {
    const stage = createStage();
    const { world } = stage;
    const both = retry(
      (from) =>
        from
          .to(invoke(world.tool, 'create_item', () => ({ name: 'a' })))
          .to(step('then', async () => fail({ kind: 'unavailable', message: 'no', retryable: true }))),
      { attempts: 2, waitMs: 1 },
    );
    expect(await runThrough(saga<unknown>().to(both), stage)).toMatchObject({
      error: { kind: 'saga_failed', effects: [{ at: '#2/create_item', outcome: 'undone' }], undoComplete: true },
    });
    expect(world.called()).toEqual(['create_item', 'list_items', 'delete_item']);
    expect(world.items).toEqual([]);
  });

  test('a doubt that a later attempt has cleared up is one thing to undo, not two', async () => {
    const stage = createStage();
    stage.world.interfere = failing('create_item', cut, { when: 'after' });
    const all = saga<unknown>()
      .to(making(stage))
      .to(step('no', async () => fail('no')));
    expect(await runThrough(all, stage)).toMatchObject({
      error: { effects: [{ at: '#2/create_item', outcome: 'undone' }], undoComplete: true },
    });
    expect(stage.world.called()).toEqual(['create_item', 'list_items', 'delete_item']);
  });

  test('two different writes of two attempts are both undone', async () => {
    const stage = createStage();
    const { world } = stage;
    world.items.push({ id: 'x', name: '1' });
    let attempt = 1;
    const both = retry(
      (from) =>
        from
          .to(invoke(world.tool, 'rename_item', () => ({ id: 'x', name: String(++attempt) })))
          .to(step('then', async () => fail({ kind: 'unavailable', message: 'no', retryable: true }))),
      { attempts: 2, waitMs: 1 },
    );
    expect(await runThrough(saga<unknown>().to(both), stage)).toMatchObject({
      error: { effects: [{ at: '#2/rename_item' }, { at: '#1/rename_item' }] },
    });
    expect(world.names()).toEqual(['1']);
  });
});

test('a retry around several steps repeats all of them', async () => {
  const stage = createStage();
  let runs = 0;
  const two = retry(
    (from) =>
      from
        .to(step('one', async () => succeed(++runs)))
        .to(
          sequence((inner) =>
            inner.to(
              step('two', async (outputs) =>
                outputs.one < 3 ? fail({ kind: 'unavailable', retryable: true }) : succeed(outputs.one),
              ),
            ),
          ),
        ),
    options,
  );
  expect(await runThrough(two, stage)).toMatchObject({ data: 3 });
});
