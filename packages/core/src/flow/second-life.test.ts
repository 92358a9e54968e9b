import { describe, expect, test } from 'vitest';
import {
  type Act,
  Cancellation,
  type Outcome,
  type Runtime,
  createMemoryRuntime,
  fail,
  fallback,
  invoke,
  saga,
  step,
} from '../index.ts';
import { fanOutHere } from './memory-runtime.ts';
import { createStage, runAlone } from './run.fixture.ts';

/** A runtime that remembers outcomes of an earlier life of the run. */
const remembering = (known: ReadonlyMap<string, Outcome>): Runtime => ({
  ...createMemoryRuntime(),
  perform: async (key: string, act: Act) => known.get(key) ?? act.run(),
  hasBegun: (path) => [...known.keys()].some((key) => key.startsWith(path)),
});

const made = (id: string): Outcome => ({
  success: true,
  data: { id, name: 'a' },
  meta: { durationMs: 1, attempts: 1 },
});

describe('a run that was cancelled, in its second life', () => {
  test('knows what the second way of a fallback had done, and takes it back', async () => {
    const { world, ctx } = createStage({
      signal: AbortSignal.abort(),
      runtime: remembering(
        new Map([
          ['either/first/no', fail('no')],
          ['either/otherwise/create_item', made('item-1')],
        ]),
      ),
    });
    world.items.push({ id: 'item-1', name: 'a' });
    const all = saga<unknown>()
      .to(
        fallback(
          'either',
          (from) => from.to(step('no', async () => fail('no'))),
          (from) => from.to(invoke(world.tool, 'create_item', () => ({ name: 'a' }))),
        ),
      )
      .to(step('more', async () => expect.unreachable('it went on')));
    expect(await runAlone(all, ctx)).toMatchObject({
      error: { effects: [{ operation: 'create_item', outcome: 'undone' }] },
    });
    expect(world.names()).toEqual([]);
  });

  test('goes through branches that had begun, and begins no others', async () => {
    const node = { kind: 'sequence', nodes: [] } as const;
    const branches = ['begun/', 'not begun/'].map((key) => ({ key, node, scope: {}, retried: false }));
    const outer = Cancellation.independent();
    outer.cancel();
    const run: string[] = [];
    const ended = await fanOutHere(
      branches,
      { atOnce: 1, until: 'all' },
      outer,
      async ({ key }) => {
        run.push(key);
        return { outcome: made('x'), done: [], gives: {}, reports: [] };
      },
      (path) => path === 'begun/',
    );
    expect(run).toEqual(['begun/']);
    expect(ended.map(({ outcome }) => outcome.success)).toEqual([true, false]);
  });
});

test('a saga sets no limit to undoing where the runtime repeats what undoes until it is done', async () => {
  const seen: (readonly [string, boolean | undefined])[] = [];
  const deadlines: (number | undefined)[] = [];
  const stage = createStage();
  const runtime: Runtime = {
    ...createMemoryRuntime({ clock: stage.clock }),
    insistsOnUndo: true,
    perform: (key, act) => {
      seen.push([key, act.undoes]);
      return act.run();
    },
  };
  stage.world.interfere = ({ operation }, when, ctx) =>
    void (operation === 'delete_item' && when === 'before' && deadlines.push(ctx.deadlineAt));
  const all = saga<unknown>()
    .to(invoke(stage.world.tool, 'create_item', () => ({ name: 'a' })))
    .to(step('no', async () => fail('no')));
  const answer = await runAlone(all, { ...stage.ctx, runtime, deadlineAt: 5 });
  expect(answer).toMatchObject({ error: { undoComplete: true } });
  expect(seen.at(-1)).toEqual(['create_item!undo', true]);
  expect(deadlines).toEqual([undefined]);
  expect(stage.clock.pending).toBe(0);
});
