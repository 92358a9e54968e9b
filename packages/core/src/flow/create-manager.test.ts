import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  type Flow,
  createManager,
  createMemoryRuntime,
  defineCatalog,
  defineOperation,
  fail,
  flow,
  invoke,
  part,
  retry,
  runFlow,
  saga,
  step,
  succeed,
} from '../index.ts';
import { busy, failing, refused } from '../world.fixture.ts';
import { type Stage, createStage, runAlone } from './run.fixture.ts';

const make = defineOperation({
  name: 'make_pair',
  summary: 'Make two of a kind, or none.',
  effect: 'write',
  irreversible: 'the test says so',
  input: z.object({ name: z.string(), second: z.string().default('twin') }),
  output: z.object({ ids: z.array(z.string()) }),
});
const pairs = defineCatalog('pairs', { make_pair: make });

interface Pair {
  readonly name: string;
  readonly second: string;
}

const managerOf = ({ world }: Stage) => {
  const both = saga<Pair>()
    .to(invoke(world.tool, 'create_item', ({ input }) => ({ name: input.name }), { as: 'one' }))
    .to(invoke(world.tool, 'create_item', ({ input }) => ({ name: input.second }), { as: 'two' }))
    .to(step('ids', async ({ one, two }) => succeed({ ids: [one.id, two.id] })));
  return createManager(pairs, { make_pair: both });
};

describe('a manager', () => {
  test('is a tool whose operations are flows, with defaults filled in', async () => {
    const stage = createStage();
    const manager = managerOf(stage);
    const answer = await manager.execute({ operation: 'make_pair', name: 'a' }, stage.ctx);
    expect(answer).toMatchObject({ success: true, data: { ids: ['item-1', 'item-2'] } });
    expect(stage.world.names()).toEqual(['a', 'twin']);
    expect(manager.name).toBe('pairs');
    expect(manager.flows.make_pair.node.kind).toBe('saga');
  });

  test('says of its operations that a runtime which remembers can go on with them: they are not looked for', async () => {
    const acts: (readonly [string, boolean | undefined])[] = [];
    const memory = createMemoryRuntime();
    const entered: string[] = [];
    const stage = createStage({
      runtime: {
        ...memory,
        enter: (path) => void entered.push(path),
        perform: (key, act) => {
          acts.push([key, act.resumes]);
          return act.resumes === true ? act.recover() : act.run();
        },
      },
    });
    const making = flow<object>().to(invoke(managerOf(stage), 'make_pair', () => ({ name: 'a' })));
    expect(await runFlow(making, {}, stage.ctx)).toMatchObject({ success: true });
    expect(acts).toEqual([
      ['make_pair', true],
      ['make_pair/one', undefined],
      ['make_pair/two', undefined],
      ['make_pair/ids', undefined],
    ]);
    expect(entered).toEqual(['', 'make_pair/']);
    expect(pairs.operations.make_pair).not.toHaveProperty('resumes');
  });

  test('can be gone through anew by a runtime, at places of its own, and finds what it has made', async () => {
    const keys: string[] = [];
    const stage = createStage({
      runtime: {
        ...createMemoryRuntime(),
        perform: async (key, act) => {
          keys.push(key);
          const first = await act.run();
          return act.runAnew === undefined ? first : act.runAnew(2);
        },
      },
    });
    const making = flow<object>().to(invoke(managerOf(stage), 'make_pair', () => ({ name: 'a' })));
    expect(await runFlow(making, {}, stage.ctx)).toMatchObject({ data: { ids: ['item-1', 'item-2'] } });
    const inside = (path: string) => ['one', 'two', 'ids'].map((name) => `${path}${name}`);
    expect(keys).toEqual(['make_pair', ...inside('make_pair/'), ...inside('make_pair/#2/')]);
    expect(stage.world.names()).toEqual(['a', 'twin']);
  });

  test('refuses what does not fit before any flow runs', async () => {
    const stage = createStage();
    const answer = await managerOf(stage).execute({ operation: 'make_pair' } as never, stage.ctx);
    expect(answer).toMatchObject({ error: { kind: 'invalid_input' } });
    expect(stage.told()).toEqual([]);
  });

  test("fails as its flow does, under its own operation's name", async () => {
    const stage = createStage();
    stage.world.interfere = ({ count }) => (count === 2 ? refused : undefined);
    expect(await managerOf(stage).execute({ operation: 'make_pair', name: 'a' }, stage.ctx)).toMatchObject({
      error: {
        kind: 'saga_failed',
        operation: 'make_pair',
        cause: { kind: 'refused', operation: 'create_item' },
        effects: [{ at: 'one', outcome: 'undone' }],
      },
    });
    expect(stage.world.items).toEqual([]);
  });

  test("a bug in a flow's own code is a defect", async () => {
    const stage = createStage();
    const broken: Flow<{ readonly input: Pair }, object, { ids: string[] }, never, never, unknown> = flow<Pair>().to(
      step('broken', async () => Promise.reject(new Error('a bug'))),
    );
    const manager = createManager(pairs, { make_pair: broken });
    expect(await manager.execute({ operation: 'make_pair', name: 'a' }, stage.ctx)).toMatchObject({
      error: { kind: 'defect' },
    });
  });

  test.each([['no'], [{ code: 1 }], [{ message: 'in words' }], [null]])(
    "a failure of a step's own making (%j) comes out as one of a tool",
    async (cause) => {
      const stage = createStage();
      const own = flow<Pair>().to(step('own', async () => fail(cause)));
      const manager = createManager(pairs, { make_pair: own });
      expect(await manager.execute({ operation: 'make_pair', name: 'a' }, stage.ctx)).toMatchObject({
        error: {
          kind: 'refused',
          operation: 'make_pair',
          details: cause,
          retryable: false,
        },
      });
    },
  );
});

test('a call whose runtime breaks is a defect: a tool does not throw', async () => {
  const broken = { ...createMemoryRuntime(), perform: () => Promise.reject(new Error('the journal is lost')) };
  const stage = createStage({ runtime: broken });
  expect(await managerOf(stage).execute({ operation: 'make_pair', name: 'a' }, stage.ctx)).toMatchObject({
    error: { kind: 'defect', message: 'Error: the journal is lost', mayHaveHappened: true },
  });
});

describe('a flow inside a flow', () => {
  const around = (stage: Stage) =>
    flow<unknown>().to(
      retry((from) => from.to(invoke(managerOf(stage), 'make_pair', () => ({ name: 'a' }), { as: 'pair' })), {
        attempts: 2,
        waitMs: 1,
      }),
    );

  test("names its nodes below its parent's, in events, marks and reports", async () => {
    const stage = createStage();
    stage.world.interfere = ({ count }) => (count === 2 ? refused : undefined);
    expect(await runAlone(around(stage), stage.ctx)).toMatchObject({
      error: { kind: 'saga_failed', effects: [{ at: '#1/pair/one', outcome: 'undone' }] },
    });
    expect(stage.told()).toEqual([
      'started #1/pair',
      'started #1/pair/one',
      'finished #1/pair/one',
      'started #1/pair/two',
      'failed #1/pair/two',
      'undoing #1/pair/one',
      'undone #1/pair/one',
      'failed #1/pair',
    ]);
  });

  test('leaves marks that are the same for every attempt', async () => {
    const stage = createStage();
    stage.world.interfere = failing('announce', refused);
    await runAlone(around(stage), stage.ctx);
    expect(stage.world.items.map((it) => it.mark)).toEqual(['run/pair/one', 'run/pair/two']);
  });

  test('looks before it writes again when the flow around it tries again', async () => {
    const stage = createStage();
    const pair = part<{ readonly input: Pair }>()
      .to(invoke(stage.world.tool, 'create_item', ({ input }) => ({ name: input.name }), { as: 'one' }))
      .to(invoke(stage.world.tool, 'create_item', ({ input }) => ({ name: input.second }), { as: 'two' }))
      .to(step('ids', async ({ one, two }) => succeed({ ids: [one.id, two.id] })));
    const manager = createManager(pairs, { make_pair: pair });
    stage.world.interfere = failing('create_item', busy, { times: 1, when: 'after' });
    const again = retry((from) => from.to(invoke(manager, 'make_pair', () => ({ name: 'a' }))), {
      attempts: 2,
      waitMs: 1,
    });
    const running = runAlone(again, stage.ctx);
    await stage.clock.waiting();
    await stage.clock.advance(1);
    expect(await running).toMatchObject({ success: true });
    expect(stage.world.names()).toEqual(['a', 'twin']);
  });
});
