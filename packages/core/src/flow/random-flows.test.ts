import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FlowEvent, type SagaFailed, createMemoryRuntime, problemsOf } from '../index.ts';
import { type Case, anyCase, build, isStraight, play, writesOf } from './random-flow.fixture.ts';
import { createStage, runAlone } from './run.fixture.ts';

/** Runs a case to its end, all the time that it needs passing. */
const run = async (it: Case, given: Parameters<typeof createStage>[0] = {}) => {
  const stage = createStage(given);
  const { world, clock, caller, ctx } = stage;
  const fate = play(it, clock, () => caller.abort());
  let twice = 0;
  world.interfere = (...call) => {
    const marks = world.items.map((item) => item.mark);
    if (new Set(marks).size !== marks.length) twice++;
    return fate(...call);
  };
  const flow = build(world, it.shape);
  expect(problemsOf(flow)).toEqual([]);
  const running = runAlone(flow, { ...ctx, runtime: given.runtime ?? createMemoryRuntime({ clock }) });
  const settled = running.then(
    (answer) => ({ answer }),
    (thrown: unknown) => ({ thrown }),
  );
  await clock.advance(100_000);
  return { stage, twice, settled: await settled };
};

/** Each start has its one end, and what is inside a node begins and ends while it does. */
const expectNested = (events: readonly FlowEvent[]): void => {
  const open: string[] = [];
  for (const { type, at } of events) {
    if (type === 'started') {
      expect(open).not.toContain(at);
      open.push(at);
    } else if (type === 'finished' || type === 'failed') {
      expect(open).toContain(at);
      expect(open.filter((it) => it.startsWith(`${at}/`) || it.startsWith(`${at}[`))).toEqual([]);
      open.splice(open.indexOf(at), 1);
    }
  }
  expect(open).toEqual([]);
};

test('P8, F16: whatever fails and whenever, a saga happens as a whole or not at all, and nothing twice', async () => {
  await fc.assert(
    fc.asyncProperty(anyCase, async (it) => {
      const { stage, twice, settled } = await run(it);
      if (!('answer' in settled)) return expect.unreachable('it threw');
      const { answer } = settled;
      if (!answer.success) {
        expect(stage.world.items).toEqual([]);
        expect((answer.error as SagaFailed).undoComplete).toBe(true);
      } else if (isStraight(it.shape)) expect(stage.world.items).toHaveLength(writesOf(it.shape));
      expectNested(stage.events);
      // At no moment was there the effect of one call twice.
      expect(twice).toBe(0);
      expect(stage.clock.pending).toBe(0);
      return undefined;
    }),
    { numRuns: 500 },
  );
});

test('what the runtime throws passes through whatever is around it, untouched', async () => {
  const lost = new Error('the journal is lost');
  await fc.assert(
    fc.asyncProperty(anyCase, fc.integer({ min: 1, max: 12 }), async (it, at) => {
      let acts = 0;
      const memory = createMemoryRuntime({ clock: createStage().clock });
      const { stage, settled } = await run(it, {
        runtime: {
          ...memory,
          sleep: async () => true,
          perform: (_key, act) => (++acts === at ? Promise.reject(lost) : act.run()),
        },
      });
      if (acts >= at) expect(settled).toEqual({ thrown: lost });
      else expect(settled).toHaveProperty('answer');
      expect(stage.clock.pending).toBe(0);
    }),
    { numRuns: 200 },
  );
});
