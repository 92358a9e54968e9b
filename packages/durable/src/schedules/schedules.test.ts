import { flow, receive, step, succeed } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { open, storePath } from '../engine.fixture.ts';
import { defineWorkflow } from '../workflow.ts';
import type { ScheduleSpec } from './schedules.ts';

const minute = 60_000;

/** A clock that stands at a full hour. */
const clockAtTen = () => createManualClock({ now: Date.parse('2026-03-01T10:00:00Z') });

const workflows = {
  quick: defineWorkflow({
    input: z.object({ n: z.int() }),
    flow: flow<{ readonly n: number }>().to(step('it', async ({ input }) => succeed(input.n))),
  }),
  slow: defineWorkflow({ input: z.unknown(), flow: flow<unknown>().to(receive('go', z.unknown())) }),
};

const opened = (given: { readonly path?: string; readonly clock?: ReturnType<typeof clockAtTen> } = {}) => {
  const { clock = clockAtTen(), ...more } = given;
  const engine = open({ workflows, clock, ...more });
  /** Lets minutes pass, and gives how many runs of the schedule there are then, by their status. */
  const after = async (minutes: number): Promise<readonly string[]> => {
    for (let passed = 0; passed < minutes; passed += 1) await clock.advance(minute);
    const { runs } = await engine.list({ schedule: 'it' });
    return runs.map(({ status }) => status).toReversed();
  };
  return { engine, clock, after };
};

const everyMinute = (more: Partial<ScheduleSpec> = {}): ScheduleSpec => ({
  workflow: 'slow',
  when: { cron: '* * * * *' },
  ...more,
});

describe('S79: a schedule', () => {
  test('starts a run each time, with its input', async () => {
    const { engine, after } = opened();
    const made = await engine.schedule('it', everyMinute({ workflow: 'quick', input: { n: 7 } }));
    expect(made).toMatchObject({ success: true, data: { id: 'it', nextAt: Date.parse('2026-03-01T10:00:00Z') } });
    expect(await after(3)).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded']);
    const { runs } = await engine.list({ schedule: 'it' });
    expect(await engine.get(runs[0]?.id ?? '')).toMatchObject({ input: { n: 7 }, outcome: { success: true, data: 7 } });
    expect(await engine.schedules()).toMatchObject([{ id: 'it', lastRun: runs[0]?.id }]);
  });

  test.each<readonly [ScheduleSpec['overlap'], readonly string[]]>([
    ['skip', ['waiting']],
    ['allow', ['waiting', 'waiting', 'waiting']],
    ['queue', ['waiting']],
    ['cancel', ['cancelled', 'cancelled', 'waiting']],
  ])('whose run before has not ended: %s', async (overlap, statuses) => {
    const { engine, after } = opened();
    await engine.schedule('it', everyMinute(overlap === undefined ? {} : { overlap }));
    expect(await after(2)).toEqual(statuses);
  });

  test('that queues starts the next one as soon as the one before has ended', async () => {
    const { engine, clock, after } = opened();
    await engine.schedule('it', everyMinute({ overlap: 'queue' }));
    await after(2);
    const [first] = (await engine.list({ schedule: 'it' })).runs;
    await engine.signal(first?.id ?? '', 'go', 1);
    await engine.result(first?.id ?? '');
    await clock.advance(1000);
    expect(await after(0)).toEqual(['succeeded', 'waiting']);
  });

  test.each([
    ['one', 1],
    ['none', 0],
  ] as const)('that has missed ten times while nobody drove it starts %s', async (missed, count) => {
    const path = await storePath();
    const clock = clockAtTen();
    const first = opened({ path, clock });
    const when = { everyMs: minute, from: clock.now() + minute };
    await first.engine.schedule('it', everyMinute({ workflow: 'quick', input: { n: 1 }, when, missed }));
    await first.engine[Symbol.asyncDispose]();
    await clock.advance(10.5 * minute);
    const second = opened({ path, clock });
    await expect.poll(() => second.after(0)).toHaveLength(count);
    expect(await second.after(1)).toHaveLength(count + 1);
  });

  test('of one time comes once, and one that was taken away no more', async () => {
    const { engine, clock, after } = opened();
    await engine.schedule('it', { workflow: 'slow', when: { at: clock.now() + minute } });
    expect(await after(3)).toEqual(['waiting']);
    expect((await engine.schedules())[0]).not.toHaveProperty('nextAt');
    await engine.schedule('it', everyMinute({ overlap: 'allow' }));
    expect(await engine.unschedule('it')).toMatchObject({ success: true });
    expect(await engine.unschedule('it')).toMatchObject({ error: { kind: 'not_found' } });
    expect(await after(3)).toEqual(['waiting']);
  });

  test.each<readonly [string, unknown, string]>([
    ['an unknown workflow', everyMinute({ workflow: 'none' }), 'not_found'],
    ['a wrong input', everyMinute({ workflow: 'quick', input: { n: 'x' } }), 'invalid_input'],
    ['a time that never comes', everyMinute({ when: { cron: '0 0 30 2 *' } }), 'invalid_input'],
    ['a distance of nothing', everyMinute({ when: { everyMs: 0 } }), 'invalid_input'],
    ['a field that there is not', { ...everyMinute(), often: true }, 'invalid_input'],
  ])('of %s is refused when it is made', async (_what, spec, kind) => {
    const { engine } = opened();
    expect(await engine.schedule('it', spec as ScheduleSpec)).toMatchObject({ error: { kind, operation: 'schedule' } });
    expect(await engine.schedules()).toEqual([]);
  });
});
