import { createManualClock } from '@strata/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  type Decide,
  type Node,
  type Send,
  branch,
  createMemoryRuntime,
  fallback,
  flow,
  forEach,
  gate,
  invoke,
  parallel,
  race,
  receive,
  retry,
  saga,
  sleep,
  step,
  timeout,
} from '../index.ts';
import { type Stage, aborted, createLatch, createStage, runAlone } from './run.fixture.ts';

/** Work that holds until it is cancelled, and says so. */
const held = ({ world }: Stage) => invoke(world.tool, 'list_items', () => ({}), { as: 'held' });

/** A shield is what is not called off: see its own test. */
const kinds: Readonly<Record<Exclude<Node['kind'], 'shield'>, (stage: Stage) => { readonly node: Node }>> = {
  step: ({ world, ctx: outer }) =>
    step('held', async (_outputs: unknown, ctx) =>
      world.tool.execute({ operation: 'list_items' }, { ...outer, signal: ctx.signal }),
    ),
  invoke: held,
  sequence: (stage) => flow<unknown>().to(held(stage)).to(sleep('more', 1)),
  saga: (stage) => saga<unknown>().to(held(stage)),
  parallel: (stage) => parallel({ a: held(stage), b: held(stage) }),
  race: (stage) => race('race', { a: held(stage), b: held(stage) }),
  branch: (stage) => branch('branch', () => 'a', { a: held(stage) }),
  forEach: (stage) =>
    forEach(
      'each',
      () => [1, 2, 3],
      (from) => from.to(held(stage)),
      { atOnce: 2 },
    ),
  gate: () => gate('gate', () => ({ question: '?' })),
  receive: () => receive('message', z.string()),
  sleep: () => sleep('sleep', 60_000),
  retry: (stage) => retry((from) => from.to(held(stage)), { attempts: 3, waitMs: 1 }),
  timeout: (stage) => timeout((from) => from.to(held(stage)), 60_000),
  fallback: (stage) =>
    fallback(
      'either',
      (from) => from.to(held(stage)),
      (from) => from.to(held(stage)),
    ),
};

describe('P6: a flow that is called off while it is inside', () => {
  test.each(Object.keys(kinds) as (keyof typeof kinds)[])(
    'a %s ends, cancelled, and starts nothing more',
    async (kind) => {
      const begun = createLatch();
      const clock = createManualClock();
      const decide: Decide = async (_key, _question, signal) => {
        begun.open();
        await aborted(signal);
        return { approved: true, by: 'somebody, too late' };
      };
      const send: Send = async (_key, _name, signal) => {
        begun.open();
        await aborted(signal);
        return 'too late';
      };
      const stage = createStage({ clock, runtime: createMemoryRuntime({ clock, decide, send }) });
      let [under, ended] = [0, 0];
      stage.world.interfere = async (_call, when, { signal }) => {
        if (when === 'after') return undefined;
        under++;
        begun.open();
        await aborted(signal);
        ended++;
        return { kind: 'cancelled', message: 'as you wish', mayHaveHappened: false };
      };
      const after = step('after', async () => expect.unreachable('it went on'));
      const all: Node = { kind: 'sequence', nodes: [kinds[kind](stage).node, after.node] };
      const running = runAlone({ node: all }, stage.ctx);
      await (kind === 'sleep' ? clock.waiting() : begun.opened);
      stage.caller.abort();
      const answer = await running;
      const error = answer.success ? undefined : (answer.error as { readonly kind: string; readonly cause?: unknown });
      expect(error?.cause ?? error).toMatchObject({ kind: 'cancelled', retryable: false });
      expect(ended).toBe(under);
      expect(stage.told()).not.toContain('started after');
      expect(clock.pending).toBe(0);
    },
  );

  test.each(Object.keys(kinds) as (keyof typeof kinds)[])(
    'a %s under a signal that has aborted already does nothing',
    async (kind) => {
      const stage = createStage({ signal: AbortSignal.abort() });
      const answer = await runAlone(kinds[kind](stage), stage.ctx);
      const error = answer.success ? undefined : (answer.error as { readonly kind: string; readonly cause?: unknown });
      expect(error?.cause ?? error).toMatchObject({ kind: 'cancelled' });
      expect(stage.world.calls).toEqual([]);
      expect(stage.clock.pending).toBe(0);
    },
  );
});
