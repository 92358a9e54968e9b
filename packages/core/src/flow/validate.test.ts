import { describe, expect, test } from 'vitest';
import {
  type Node,
  branch,
  flow,
  forEach,
  gate,
  invoke,
  parallel,
  problemsOf,
  race,
  retry,
  runFlow,
  saga,
  sequence,
  sleep,
  step,
  succeed,
  timeout,
} from '../index.ts';
import { createWorld } from '../world.fixture.ts';
import { runAlone, createStage } from './run.fixture.ts';

const { tool } = createWorld();
const named = (name: string): { readonly node: Node } => step(name, async () => succeed(1));
/** Two nodes in a row, as nobody checked the types of. */
const row = (...parts: readonly { readonly node: Node }[]): { readonly node: Node } => ({
  node: { kind: 'sequence', nodes: parts.map((it) => it.node) },
});

test('a flow of every kind has no problems', () => {
  const all = flow<readonly string[]>()
    .to(invoke(tool, 'list_items', () => ({})))
    .to(parallel({ a: step('x', async () => succeed(1)), b: step('x', async () => succeed(2)) }))
    .to(race('first', { a: step('x', async () => succeed(1)) }))
    .to(branch('way', () => 'a', { a: step('x', async () => succeed(1)) }))
    .to(
      forEach(
        'each',
        ({ input }) => input,
        (from) => from.to(step('x', async () => succeed(1))),
      ),
    )
    .to(gate('open', () => ({ question: '?' }), { approvers: ['ana'] }))
    .to(sleep('wait', 0))
    .to(retry((from) => from.to(step('x', async () => succeed(1))), { attempts: 1, waitMs: 0 }))
    .to(timeout((from) => from.to(sequence((inner) => inner.to(step('x2', async () => succeed(1))))), 0))
    .to(saga((from: ReturnType<typeof saga<readonly string[]>>) => from.to(step('y', async () => succeed(1)))));
  expect(problemsOf(all)).toEqual([]);
});

describe('S6: a problem is told in a sentence:', () => {
  const none = {};
  test.each<readonly [string, { readonly node: Node }, string]>([
    [
      'a name twice',
      row(named('a'), named('b'), named('a')),
      "two nodes have the key 'a': name one of them with { as: … }",
    ],
    [
      'a name twice in one branch',
      parallel({ p: row(named('a'), named('a')) as never }),
      "two nodes have the key 'p/a': name one of them with { as: … }",
    ],
    [
      'two retries of the same',
      row(...[1, 2].map(() => retry(() => named('a') as never, { attempts: 2, waitMs: 1 }))),
      "two nodes have the key 'a': name one of them with { as: … }",
    ],
    ['a name made for keys', named('a/b'), "'a/b' is no name for a node: / # [ ] ! ~ are for keys"],
    [
      "a branch's name made for keys",
      parallel({ 'a[0]': named('x') as never }),
      "'a[0]' is no name for a node: / # [ ] ! ~ are for keys",
    ],
    [
      "a case's name made for keys",
      branch('way', () => 'a#1', { 'a#1': named('x') as never }),
      "'a#1' is no name for a node: / # [ ] ! ~ are for keys",
    ],
    ['a parallel of nothing', parallel(none), 'a parallel has no branches'],
    ['a race of nothing', race('first', none), "the race 'first' has no branches"],
    ['a branch of nothing', branch('way', (() => '') as () => never, none), "the branch 'way' has no cases"],
    [
      'a gate that nobody may open',
      gate('open', () => ({ question: '?' }), { approvers: [] }),
      "nobody may open the gate 'open'",
    ],
    [
      'a gate for half a person',
      gate('open', () => ({ question: '?' }), { quorum: 0.5 }),
      "the gate 'open' needs 0.5 people",
    ],
    [
      'a gate that is over before it begins',
      gate('open', () => ({ question: '?' }), { expires: { afterMs: -1, outcome: 'rejected' } }),
      "the gate 'open' expires after -1 ms",
    ],
    [
      'a gate that never stops reminding',
      gate('open', () => ({ question: '?' }), { remindEveryMs: 0 }),
      "the gate 'open' reminds every 0 ms",
    ],
    [
      'an unknown operation',
      invoke(tool, 'toString' as 'list_items', () => ({})),
      "'toString': world has no operation 'toString'",
    ],
    ['a sleep of no length', sleep('nap', -1), "'nap' would sleep -1 ms"],
    ['a sleep that is no number', sleep('nap', Number.NaN), "'nap' would sleep NaN ms"],
    ['a wait of no length', retry(() => named('a') as never, { attempts: 1, waitMs: -1 }), 'a retry would wait -1 ms'],
    ['a timeout of no length', timeout(() => named('a') as never, -5), 'a timeout is -5 ms'],
    ['no time to undo', saga({ undoLimitMs: -1 }), 'a saga has -1 ms to undo'],
  ])('%s', (_what, part, problem) => expect(problemsOf(part)).toEqual([problem]));
});

test('a flow with problems does not run: it throws all of them, and does so again', async () => {
  const bad = row(sleep('nap', -1), parallel({}));
  const said = new TypeError("the flow cannot run: 'nap' would sleep -1 ms; a parallel has no branches");
  await expect(runAlone(bad, createStage().ctx)).rejects.toThrow(said);
  await expect(runAlone(bad, createStage().ctx)).rejects.toThrow(said);
});

test('a flow is looked at once', async () => {
  let looks = 0;
  const counted: Node = {
    kind: 'sequence',
    get nodes() {
      looks++;
      return [];
    },
  };
  const { ctx } = createStage();
  await runAlone({ node: counted }, ctx);
  const first = looks;
  await runAlone({ node: counted }, ctx);
  expect([first, looks]).toEqual([2, 3]);
  expect(await runFlow(flow<unknown>(), {})).toMatchObject({ success: true });
});
