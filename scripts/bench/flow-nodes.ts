import {
  type Clock,
  type Outcome,
  type Step,
  type Tool,
  branch,
  createContext,
  createMemoryRuntime,
  defineCatalog,
  defineOperation,
  fallback,
  flow,
  forEach,
  gate,
  invoke,
  parallel,
  race,
  retry,
  runFlow,
  saga,
  sequence,
  shield,
  sleep,
  step,
  succeed,
  systemClock,
  timeout,
} from '@strata/core';
import { z } from 'zod';
import { type Bench, type Row, median } from './row.ts';

/** A flow of so many nodes of a kind, as flows of people are long; each node carries the cost of those before it. */
const nodesPerFlow = 10;
const runsPerRound = 2_000;
const rounds = 15;

const done: Outcome = succeed({});
const look = defineOperation({
  name: 'look',
  summary: 'Does nothing.',
  effect: 'read',
  input: z.object({ number: z.int() }),
  output: z.object({}),
});
const note = defineOperation({
  name: 'note',
  summary: 'Writes nothing.',
  effect: 'write',
  irreversible: 'there is nothing to undo',
  input: z.object({ number: z.int() }),
  output: z.object({}),
});
const operations = { look, note };
interface BareOperations extends Readonly<typeof operations> {}

/** A tool that answers at once: what is measured is the node, not the tool. */
const bare = { ...defineCatalog('bare', operations), execute: async () => done } as unknown as Tool<BareOperations>;

type AnyStep = Step<{ readonly input: number }, object, unknown, unknown>;
const leaf = (index: number): AnyStep => step(`leaf${index}`, async () => succeed(index));

/** One node of each kind, with as few nodes inside as the kind allows: `inner` says how many leaves. */
const kinds: Readonly<Record<string, { readonly inner: number; readonly make: (index: number) => AnyStep }>> = {
  step: { inner: 0, make: leaf },
  invoke: { inner: 0, make: (index) => invoke(bare, 'look', () => ({ number: index }), { as: `look${index}` }) },
  'invoke-write': {
    inner: 0,
    make: (index) => invoke(bare, 'note', () => ({ number: index }), { as: `note${index}` }),
  },
  sequence: { inner: 1, make: (index) => sequence((from) => from.to(leaf(index)).to(flow<number>())) },
  saga: { inner: 1, make: (index) => saga<number>().to(leaf(index)) },
  parallel: { inner: 2, make: (index) => parallel({ [`a${index}`]: leaf(index), [`b${index}`]: leaf(index) }) },
  race: { inner: 2, make: (index) => race(`race${index}`, { a: leaf(index), b: leaf(index) }) },
  branch: { inner: 1, make: (index) => branch(`branch${index}`, () => 'only', { only: leaf(index) }) },
  forEach: {
    inner: 1,
    make: (index) =>
      forEach(
        `each${index}`,
        () => [index],
        (from) => from.to(step('leaf', async () => succeed(index))),
      ),
  },
  gate: { inner: 0, make: (index) => gate(`gate${index}`, () => ({ question: 'go on?' })) },
  // On a clock that is always there already: what is measured is the node, not the time that it waits.
  sleep: { inner: 0, make: (index) => sleep(`sleep${index}`, 1) },
  retry: { inner: 1, make: (index) => retry((from) => from.to(leaf(index)), { attempts: 2, waitMs: 1 }) },
  timeout: { inner: 1, make: (index) => timeout((from) => from.to(leaf(index)), 1_000) },
  shield: { inner: 1, make: (index) => shield((from) => from.to(leaf(index)), 1_000) },
  fallback: {
    inner: 1,
    make: (index) =>
      fallback(
        `fallback${index}`,
        (from) => from.to(leaf(index)),
        (from) => from.to(leaf(index)),
      ),
  },
};

const flowOf = (make: (index: number) => AnyStep): AnyStep => {
  let made = flow<number>() as unknown as AnyStep & { readonly to: (next: AnyStep) => AnyStep };
  for (let index = 0; index < nodesPerFlow; index++) made = made.to(make(index)) as typeof made;
  return made;
};

/** Microseconds per node of the outermost kind and what is inside it: the median of several rounds. */
const measure = async (made: AnyStep): Promise<number> => {
  const clock =
    made.node.kind === 'sequence' && made.node.nodes.some((it) => it.kind === 'sleep') ? atOnce : systemClock;
  const ctx = createContext({
    clock,
    runtime: createMemoryRuntime({ clock, decide: async () => ({ approved: true, by: 'bench' }) }),
  });
  const perNode: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedMs = performance.now();
    for (let run = 0; run < runsPerRound; run++) {
      const result = await runFlow(made, run, ctx);
      if (!result.success) throw new Error(`the flow failed: ${JSON.stringify(result.error)}`);
    }
    perNode.push(((performance.now() - startedMs) * 1000) / (runsPerRound * nodesPerFlow));
  }
  return median(perNode.slice(3));
};

/** Its timers fire as soon as anything else may run. */
const atOnce: Clock = {
  ...systemClock,
  after: (_delayMs, callback) => {
    queueMicrotask(callback);
    return () => {};
  },
};

const cheap = new Set(['step', 'invoke', 'invoke-write', 'sequence', 'saga']);

/** What one node of each kind costs in memory, with no telemetry registered; the leaves inside are taken off. */
export const flowNodes: Bench = {
  prefix: 'flow.',
  async run() {
    const rows: Row[] = [];
    const perLeaf = await measure(flowOf(leaf));
    for (const [kind, { inner, make }] of Object.entries(kinds)) {
      const whole = kind === 'step' ? perLeaf : await measure(flowOf(make));
      const value = whole - inner * perLeaf;
      rows.push({ id: `flow.${kind}`, value, unit: 'µs', goal: cheap.has(kind) ? '≤ 0.5 µs' : '≤ 2 µs' });
    }
    return rows;
  },
};
