import { describe, expect, test } from 'vitest';
import {
  type Failure,
  type OutputOf,
  type Step,
  fail,
  fallback,
  flow,
  forEach,
  invoke,
  parallel,
  retry,
  saga,
  shield,
  step,
  succeed,
  timeout,
} from '../../index.ts';
import { type WorldOperations, failing, refused } from '../../world.fixture.ts';
import { type Stage, aborted, createStage, runAlone } from '../run.fixture.ts';

type Making = Step<{ readonly input: unknown }, {}, OutputOf<WorldOperations, 'create_item'>, Failure>;

const making = ({ world }: Stage, as: string): Making =>
  invoke(world.tool, 'create_item', () => ({ name: as }), { as });

const no = step('no', async () => fail({ kind: 'refused', message: 'no' }));

/** Waits until it is called off. */
const wait = step('wait', async (_outputs: unknown, { signal }) => {
  await aborted(signal);
  return fail({ kind: 'cancelled', message: 'called off' });
});

describe('P2: what a saga inside could not take back is told by the one around it, whichever failure counts', () => {
  const inner = (stage: Stage, last: typeof wait) =>
    saga((from: ReturnType<typeof saga<unknown>>) => from.to(making(stage, 'made')).to(last));
  test.each<readonly [string, (stage: Stage) => { readonly node: Step<unknown, {}, unknown, unknown>['node'] }]>([
    ['beside another branch that fails', (stage) => saga<unknown>().to(parallel({ a: no, b: inner(stage, wait) }))],
    ['under a time limit', (stage) => saga<unknown>().to(timeout(() => inner(stage, wait), 20))],
    [
      'in the first of two ways',
      (stage) =>
        saga<unknown>().to(
          fallback(
            'way',
            () => inner(stage, no as never),
            () => no,
          ),
        ),
    ],
  ])('%s', async (_where, make) => {
    const stage = createStage();
    stage.world.interfere = failing('delete_item', refused);
    const running = runAlone(make(stage), stage.ctx);
    await stage.clock.advance(20);
    expect(await running).toMatchObject({
      error: { undoComplete: false, effects: [{ operation: 'create_item', outcome: 'undo_failed' }] },
    });
    expect(stage.world.items).toHaveLength(1);
  });
});

test('P8: what was taken back is not found again and taken for made by a later attempt', async () => {
  const stage = createStage();
  let attempt = 0;
  const slowOnce = step('slow_once', async (_outputs: unknown, { signal }) => {
    attempt += 1;
    if (attempt === 1) await aborted(signal);
    return attempt === 1 ? fail({ kind: 'cancelled', message: 'too slow' }) : succeed(attempt);
  });
  const marks: unknown[] = [];
  const { world } = stage;
  const note = step('note', async () => {
    marks.push(world.items.map((it) => it.mark));
    return succeed(null);
  });
  const attempts = flow<unknown>().to(
    retry(
      (from) =>
        from.to(
          timeout((inner) => inner.to(saga((start) => start.to(making(stage, 'made')).to(note).to(slowOnce))), 20),
        ),
      { attempts: 2, waitMs: 1 },
    ),
  );
  const running = runAlone(attempts, stage.ctx);
  await stage.clock.advance(20);
  await stage.clock.advance(1);
  expect(await running).toMatchObject({ success: true });
  // The second attempt's mark is another one, so that the first one's leavings are never taken for its own.
  expect(marks).toEqual([['run/made~/made'], ['run/made~/made~1']]);
  expect(world.names()).toEqual(['made']);
});

test('the real cause is told, not that a saga beside it was called off for it', async () => {
  const stage = createStage();
  const inner = saga((from: ReturnType<typeof saga<unknown>>) => from.to(making(stage, 'made')).to(wait));
  const failed = await runAlone(flow<unknown>().to(parallel({ a: inner, b: no })), stage.ctx);
  expect(failed).toMatchObject({ error: { kind: 'refused' } });
});

test('a step that throws because it was called off is cancelled, not broken', async () => {
  const stage = createStage();
  const throws = step('throws', async (_outputs: unknown, { signal }) => {
    await aborted(signal);
    signal.throwIfAborted();
    return succeed(null);
  });
  const failed = await runAlone(flow<unknown>().to(parallel({ a: throws, b: no })), stage.ctx);
  expect(failed).toMatchObject({ error: { kind: 'refused' } });
});

test('S7: what a shield protects does not begin once the others were called off', async () => {
  const stage = createStage();
  const begun: unknown[] = [];
  const each = forEach(
    'each',
    () => [1, 2, 3],
    (from) =>
      from.to(
        shield(
          (inner) =>
            inner.to(
              step('body', async ({ item }) => {
                begun.push(item);
                return fail({ kind: 'refused', message: 'no' });
              }),
            ),
          1_000,
        ),
      ),
  );
  await runAlone(flow<unknown>().to(each), stage.ctx);
  expect(begun).toEqual([1]);
});
