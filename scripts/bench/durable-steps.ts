import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Step, createTool, defineCatalog, defineOperation, flow, invoke, step, succeed } from '@strata/core';
import { type Engine, defineWorkflow, openEngine } from '@strata/durable';
import { z } from 'zod';
import { BareJournal } from './bare-journal.ts';
import { type Bench, type Row, median } from './row.ts';

const stepsPerRun = 10;
const rounds = 5;
const atOnce = [1, 32, 128] as const;
/** How many runs a round has: enough to last for about a second. */
const runsOf = { 1: 300, 32: 3000, 128: 6000 } as const;

const write = defineOperation({
  name: 'write',
  summary: 'Write nothing.',
  effect: 'write',
  idempotent: true,
  irreversible: 'there is nothing to undo',
  input: z.object({ n: z.int() }),
  output: z.object({ n: z.int() }),
});
interface PenOperations {
  readonly write: typeof write;
}
const pen = createTool<PenOperations>({
  catalog: defineCatalog('pen', { write }),
  handlers: { write: async ({ n }) => ({ n }) },
  classify: () => undefined,
});

type Grown = { readonly to: (next: unknown) => Grown } & Step<
  { readonly input: number },
  object,
  unknown,
  never,
  never
>;

/** Ten of a kind, one after the other; their names are made, which the builders' types do not follow. */
const ten = (make: (name: string, index: number) => unknown): Grown => {
  let grown = flow<number>() as unknown as Grown;
  for (let index = 0; index < stepsPerRun; index++) grown = grown.to(make(`step${index}`, index));
  return grown;
};

const workflows = {
  read: defineWorkflow({
    input: z.int(),
    flow: ten((name, index) => step(name as 'step', async () => succeed({ n: index }))),
  }),
  write: defineWorkflow({
    input: z.int(),
    flow: ten((name, index) => invoke(pen, 'write', () => ({ n: index }), { as: name as 'step' })),
  }),
};

type Kind = keyof typeof workflows;

/** So many at once do `work` so often, all together. Gives steps in a second. */
const paced = async (count: number, runs: number, work: (run: number) => Promise<void>): Promise<number> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < runs) await work(next++);
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: count }, lane));
  return (runs * stepsPerRun * 1000) / (performance.now() - startedMs);
};

const onEngine = (engine: Engine<typeof workflows>, kind: Kind) => async (run: number) => {
  const started = await engine.start(kind, run);
  if (!started.success) throw new Error(started.error.message);
  const ended = await engine.result(started.data.runId);
  if (!(ended.success && ended.data.success)) throw new Error(`a run failed: ${JSON.stringify(ended)}`);
};

const onJournal = (journal: BareJournal, kind: Kind, round: string) => async (run: number) => {
  for (let index = 0; index < stepsPerRun; index++) {
    if (kind === 'write') await journal.append(`${round}/${run}`, `step${index}`, 0, { n: index });
    await journal.append(`${round}/${run}`, `step${index}`, 1, { n: index });
  }
};

/**
 * Runs of ten trivial steps, one after the other and many at once, each on disk before its caller hears of it, beside a
 * bare journal, in turns.
 */
export const durableSteps: Bench = {
  prefix: 'durable.',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'strata-bench-'));
    const rows: Row[] = [];
    const journal = new BareJournal(join(folder, 'bare.db'));
    try {
      await using engine = openEngine({ path: join(folder, 'runs.db'), workflows });
      for (const kind of ['read', 'write'] as const)
        for (const count of atOnce) {
          const pairs: { readonly ours: number; readonly bare: number }[] = [];
          for (let round = 0; round < rounds; round++) {
            const ours = await paced(count, runsOf[count], onEngine(engine, kind));
            const bare = await paced(count, runsOf[count], onJournal(journal, kind, `${kind}/${count}/${round}`));
            pairs.push({ ours, bare });
          }
          rows.push({
            id: `durable.${kind}.c${count}`,
            value: median(pairs.map(({ ours }) => ours)),
            unit: 'steps/s',
            peer: 'bare-journal',
            ratio: median(pairs.map(({ ours, bare }) => ours / bare)),
            goal: `≥ ${count === 128 ? 0.75 : 0.85} × bare-journal`,
          });
        }
      return rows;
    } finally {
      journal.close();
      rmSync(folder, { recursive: true });
    }
  },
};
