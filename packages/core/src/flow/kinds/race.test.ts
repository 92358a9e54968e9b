import { describe, expect, test } from 'vitest';
import { fail, fallback, flow, invoke, race, runFlow, saga, sequence, step, succeed } from '../../index.ts';
import { failing, refused } from '../../world.fixture.ts';
import { type Stage, aborted, createLatch, createStage } from '../run.fixture.ts';

/** Writes, then waits until it has lost. */
const loser = ({ world }: Stage, wrote: () => void) =>
  sequence((from) =>
    from.to(invoke(world.tool, 'create_item', () => ({ name: 'of the loser' }))).to(
      step('hang', async (_outputs: unknown, ctx) => {
        wrote();
        await aborted(ctx.signal);
        return fail({ kind: 'cancelled', message: 'lost' });
      }),
    ),
  );

describe('S7: a race', () => {
  test('goes on with the first that succeeds, and undoes what the losers wrote', async () => {
    const stage = createStage();
    const { world, ctx, told } = stage;
    const wrote = createLatch();
    const winner = sequence((from) =>
      from
        .to(step('wait', async () => succeed(await wrote.opened)))
        .to(invoke(world.tool, 'create_item', () => ({ name: 'of the winner' }))),
    );
    const first = flow<unknown>()
      .to(race('first', { slow: loser(stage, wrote.open), quick: winner }))
      .to(step('who', async (outputs) => succeed(outputs.first.name)));
    expect(await runFlow(first, {}, ctx)).toMatchObject({ data: 'of the winner' });
    expect(world.names()).toEqual(['of the winner']);
    expect(told()).toContain('undone first/slow/create_item');
  });

  test('whose losers cannot be taken back fails and says what is left', async () => {
    const stage = createStage();
    const { world, ctx } = stage;
    const wrote = createLatch();
    world.interfere = failing('delete_item', refused);
    const quick = step('quick', async () => succeed(await wrote.opened));
    const answer = await runFlow(race('first', { slow: loser(stage, wrote.open), quick }), {}, ctx);
    expect(answer).toMatchObject({
      error: {
        kind: 'saga_failed',
        undoComplete: false,
        cause: { kind: 'cancelled' },
        effects: [{ at: 'first/slow/create_item', outcome: 'undo_failed', error: { kind: 'refused' } }],
      },
    });
  });

  test('leaves what the winner wrote to the saga around it', async () => {
    const { world, ctx } = createStage();
    const one = race('first', { only: invoke(world.tool, 'create_item', () => ({ name: 'a' })) });
    const all = saga<unknown>()
      .to(one)
      .to(step('no', async () => fail({ kind: 'refused', message: 'no' })));
    expect(await runFlow(all, {}, ctx)).toMatchObject({ error: { effects: [{ outcome: 'undone' }] } });
    expect(world.items).toEqual([]);
  });

  test('fails when all fail, with the first failure in the order of the flow', async () => {
    const { ctx } = createStage();
    const loses = (by: string) => step(by, async () => fail({ kind: 'refused', by }));
    expect(await runFlow(race('first', { a: loses('a'), b: loses('b') }), {}, ctx)).toMatchObject({
      error: { by: 'a' },
    });
  });
});

describe('P3: a fallback', () => {
  const answers = <Out>(name: string, out: Out) => step(name, async () => succeed(out));
  const fails = (name: string) => step(name, async () => fail({ kind: 'refused', message: `${name} failed` }));

  test('is not tried when the first way succeeds', async () => {
    const { ctx, told } = createStage();
    const both = fallback(
      'way',
      (from) => from.to(answers('first', 1)),
      (from) => from.to(fails('second')),
    );
    const after = flow<unknown>()
      .to(both)
      .to(step('read', async ({ way }) => succeed(way)));
    expect(await runFlow(after, {}, ctx)).toMatchObject({ data: 1 });
    expect(told()).not.toContain('started way/otherwise/second');
  });

  test('gives the second way when the first fails', async () => {
    const { ctx } = createStage();
    const both = fallback(
      'way',
      (from) => from.to(fails('first')),
      (from) => from.to(answers('second', 2)),
    );
    expect(await runFlow(both, {}, ctx)).toMatchObject({ data: 2 });
  });

  test("returns the fallback's failure when both fail", async () => {
    const { ctx } = createStage();
    const both = fallback(
      'way',
      (from) => from.to(fails('first')),
      (from) => from.to(fails('second')),
    );
    expect(await runFlow(both, {}, ctx)).toMatchObject({ error: { message: 'second failed' } });
  });

  test('is not tried when the caller has hung up', async () => {
    const { ctx, caller, told } = createStage();
    const hangUp = step('first', async () => {
      caller.abort();
      return fail({ kind: 'refused', message: 'first failed' });
    });
    const both = fallback(
      'way',
      (from) => from.to(hangUp),
      (from) => from.to(answers('second', 2)),
    );
    expect(await runFlow(both, {}, ctx)).toMatchObject({ error: { message: 'first failed' } });
    expect(told()).not.toContain('started way/otherwise/second');
  });
});
