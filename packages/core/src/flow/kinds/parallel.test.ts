import { describe, expect, test } from 'vitest';
import { fail, flow, forEach, invoke, parallel, runFlow, sequence, step, succeed } from '../../index.ts';
import { busy, failing, refused } from '../../world.fixture.ts';
import { type Stage, aborted, createLatch, createStage, runAlone } from '../run.fixture.ts';

/** Holds every call until its signal aborts, and takes a while to end. */
const slow = ({ clock }: Stage, ended: string[]) =>
  step('slow', async (_outputs: unknown, ctx) => {
    await aborted(ctx.signal);
    await new Promise<void>((resolve) => void clock.after(50, resolve));
    ended.push('slow');
    return succeed('too late');
  });

describe('S7 P2: the first failure of a parallel', () => {
  test('cancels the others, which have ended when it is reported; nothing goes on behind', async () => {
    const stage = createStage();
    const { world, ctx, clock } = stage;
    const ended: string[] = [];
    world.interfere = failing('list_items', refused);
    const both = parallel({
      quick: invoke(world.tool, 'list_items', () => ({})),
      slow: sequence((from) =>
        from.to(slow(stage, ended)).to(invoke(world.tool, 'create_item', () => ({ name: 'orphan' }))),
      ),
    });
    const running = runFlow(both, {}, ctx).then((answer) => ({ endedBefore: [...ended], answer }));
    await clock.advance(50);
    expect(await running).toMatchObject({ endedBefore: ['slow'], answer: { error: { kind: 'refused' } } });
    expect(world.called()).toEqual(['list_items']);
  });

  test('is the first in the order of the flow that is no consequence of another', async () => {
    const { ctx, clock } = createStage();
    const late = step('late', async () => {
      await new Promise<void>((resolve) => void clock.after(10, resolve));
      return fail({ kind: 'refused', by: 'late' });
    });
    const obeys = step('obeys', async (_outputs: unknown, inner) => {
      await aborted(inner.signal);
      return fail({ kind: 'cancelled' });
    });
    const running = runAlone(
      parallel({ obeys, late, quick: step('quick', async () => fail({ kind: 'refused', by: 'quick' })) }),
      ctx,
    );
    await clock.advance(10);
    expect(await running).toMatchObject({ error: { by: 'late' } });
  });

  test('of any kind of failure, also one that is no object', async () => {
    const { ctx } = createStage();
    const nothing = step('nothing', async () => fail(null));
    expect(await runAlone(parallel({ nothing, more: step('more', async () => fail('x')) }), ctx)).toMatchObject({
      error: null,
    });
  });
});

test('the output of a parallel is that of its branches by name, in their order', async () => {
  const { ctx, clock } = createStage();
  const waits = <Out>(out: Out, delayMs: number) =>
    step('wait', async () => {
      await new Promise<void>((resolve) => void clock.after(delayMs, resolve));
      return succeed(out);
    });
  const running = runFlow(parallel({ a: waits(1, 30), b: waits('two', 10) }), {}, ctx);
  await clock.advance(30);
  const answer = await running;
  expect(answer).toMatchObject({ data: { a: 1, b: 'two' } });
  expect(answer.success && Object.keys(answer.data)).toEqual(['a', 'b']);
});

describe('forEach', () => {
  test.each([
    [1, 1],
    [3, 3],
    [99, 7],
  ])('P2: with atOnce %i works on %i of seven items at the same time', async (atOnce, most) => {
    const { ctx, clock } = createStage();
    let [now, peak] = [0, 0];
    const work = step('work', async ({ item }: { readonly item: number }) => {
      peak = Math.max(peak, ++now);
      await new Promise<void>((resolve) => void clock.after(item, resolve));
      now--;
      return succeed(item * 10);
    });
    const each = forEach(
      'each',
      ({ input }: { readonly input: readonly number[] }) => input,
      (from) => from.to(work),
      { atOnce },
    );
    const running = runFlow(each, [5, 3, 9, 1, 4, 4, 2], ctx);
    await clock.advance(100);
    expect(await running).toMatchObject({ data: [50, 30, 90, 10, 40, 40, 20] });
    expect([peak, now]).toEqual([most, 0]);
  });

  test('by default takes one item after the other, each at its own place', async () => {
    const { world, ctx, told } = createStage();
    const each = forEach(
      'copies',
      ({ input }: { readonly input: readonly string[] }) => input,
      (from) => from.to(invoke(world.tool, 'create_item', ({ item }) => ({ name: item }))),
    );
    const after = flow<readonly string[]>()
      .to(each)
      .to(step('ids', async ({ copies }) => succeed(copies.map((it) => it.id))));
    expect(await runFlow(after, ['a', 'b'], ctx)).toMatchObject({ data: ['item-1', 'item-2'] });
    expect(world.items.map((it) => it.mark)).toEqual(['run/copies[0]/create_item', 'run/copies[1]/create_item']);
    expect(told()).toContain('started copies[1]/create_item');
  });

  test('P2: the first failure keeps the items that have not begun from beginning', async () => {
    const { world, ctx } = createStage();
    const hold = createLatch();
    world.interfere = async ({ count }) => {
      if (count === 2) return busy;
      await hold.opened;
      return undefined;
    };
    const each = forEach(
      'each',
      () => [1, 2, 3, 4, 5],
      (from) => from.to(invoke(world.tool, 'create_item', () => ({ name: 'a' }))),
      {
        atOnce: 2,
      },
    );
    const running = runFlow(each, {}, ctx);
    hold.open();
    expect(await running).toMatchObject({ error: { kind: 'unavailable' } });
    expect(world.calls).toHaveLength(2);
  });

  test('over nothing gives nothing', async () => {
    const { ctx } = createStage();
    const each = forEach(
      'each',
      () => [],
      (from) => from.to(step('never', async () => succeed(1))),
    );
    expect(await runFlow(each, {}, ctx)).toMatchObject({ data: [] });
  });

  test('whose list cannot be made is a defect', async () => {
    const { ctx } = createStage();
    const list = (): readonly number[] => {
      throw new Error('no list');
    };
    const each = forEach('each', list, (from) => from.to(step('never', async () => succeed(1))));
    expect(await runFlow(each, {}, ctx)).toMatchObject({ error: { kind: 'defect', operation: 'each' } });
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses atOnce %d', (atOnce) => {
    const make = () =>
      forEach(
        'each',
        () => [],
        (from) => from.to(step('a', async () => succeed(1))),
        { atOnce },
      );
    expect(make).toThrow(new TypeError(`forEach 'each': atOnce must be a whole number of at least 1, not ${atOnce}`));
  });
});
