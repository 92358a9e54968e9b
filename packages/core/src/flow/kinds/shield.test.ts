import { describe, expect, test } from 'vitest';
import { flow, invoke, runFlow, shield, sleep, step, succeed } from '../../index.ts';
import { createStage } from '../run.fixture.ts';

describe('S7: a shield', () => {
  test('lets its body go on to the end although the caller has hung up; what follows does not', async () => {
    const { world, ctx, clock, caller } = createStage();
    const all = flow<unknown>()
      .to(
        shield(
          (from) => from.to(sleep('settle', 50)).to(invoke(world.tool, 'create_item', () => ({ name: 'tidied up' }))),
          1000,
        ),
      )
      .to(step('read', async ({ create_item }) => succeed(create_item.name)));
    const running = runFlow(all, {}, ctx);
    await clock.waiting(2);
    caller.abort();
    await clock.advance(50);
    expect(await running).toMatchObject({ error: { kind: 'cancelled', operation: 'read' } });
    expect(world.names()).toEqual(['tidied up']);
    expect(clock.pending).toBe(0);
  });

  test('ends when its own limit is over', async () => {
    const { ctx, clock } = createStage();
    const all = flow<unknown>().to(shield((from) => from.to(sleep('long', 5000)), 1000));
    const running = runFlow(all, {}, ctx);
    await clock.advance(1000);
    expect(await running).toMatchObject({ error: { kind: 'cancelled', operation: 'long' } });
    expect(clock.pending).toBe(0);
  });
});
