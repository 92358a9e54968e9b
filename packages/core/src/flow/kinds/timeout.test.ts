import { describe, expect, test } from 'vitest';
import { flow, invoke, runFlow, saga, step, succeed, timeout } from '../../index.ts';
import { type Stage, aborted, createStage, runAlone } from '../run.fixture.ts';

const limitMs = 100;

const takes = ({ clock }: Stage, delayMs: number) => new Promise<void>((resolve) => void clock.after(delayMs, resolve));

describe('S7 P6: a timeout', () => {
  test('lets through what is in time, with its outputs, and leaves no timer', async () => {
    const stage = createStage();
    const body = step('quick', async () => succeed(await takes(stage, 99).then(() => 'done')));
    const after = flow<unknown>()
      .to(timeout((from) => from.to(body), limitMs))
      .to(step('read', async ({ quick }) => succeed(`${quick} in time`)));
    const running = runFlow(after, {}, stage.ctx);
    await stage.clock.advance(99);
    expect(await running).toMatchObject({ data: 'done in time' });
    expect(stage.clock.pending).toBe(0);
  });

  test('cancels what takes longer, waits until it has ended, and then says so', async () => {
    const stage = createStage();
    const ended: string[] = [];
    const slow = step('slow', async (_outputs: unknown, ctx) => {
      await aborted(ctx.signal);
      ended.push(`cancelled after ${stage.clock.monotonicMs()}`);
      await takes(stage, 20);
      ended.push(`ended after ${stage.clock.monotonicMs()}`);
      return succeed('late');
    });
    const running = runAlone(
      timeout((from) => from.to(slow), limitMs),
      stage.ctx,
    ).then((answer) => {
      ended.push('reported');
      return answer;
    });
    await stage.clock.advance(500);
    expect(await running).toMatchObject({
      error: {
        kind: 'timed_out',
        operation: 'slow',
        limitMs,
        retryable: true,
        message: "'slow' took longer than 100 ms",
      },
    });
    expect(ended).toEqual(['cancelled after 100', 'ended after 120', 'reported']);
  });

  test('reports a late success as late; what it wrote is undone by the saga around it', async () => {
    const stage = createStage();
    const { world, ctx, clock } = stage;
    world.interfere = async ({ operation }) => (operation === 'create_item' ? takes(stage, 150) : undefined);
    const late = timeout((from) => from.to(invoke(world.tool, 'create_item', () => ({ name: 'late' }))), limitMs);
    const running = runAlone(saga<unknown>().to(late), ctx);
    await clock.advance(500);
    expect(await running).toMatchObject({
      error: { cause: { kind: 'timed_out' }, effects: [{ at: 'create_item~/create_item', outcome: 'undone' }] },
    });
    expect(world.items).toEqual([]);
  });

  test('called off from outside is cancelled, not late', async () => {
    const stage = createStage();
    const slow = step('slow', async (_outputs: unknown, ctx) => {
      await aborted(ctx.signal);
      return succeed('never mind');
    });
    const running = runAlone(
      timeout((from) => from.to(slow).to(step('more', async () => succeed(1))), limitMs),
      stage.ctx,
    );
    await stage.clock.waiting();
    stage.caller.abort();
    expect(await running).toMatchObject({ error: { kind: 'cancelled', operation: 'more' } });
    expect(stage.clock.pending).toBe(0);
  });
});
