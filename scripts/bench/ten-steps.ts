import { type Step, createTool, defineCatalog, defineOperation, flow, invoke, step, succeed } from '@strata/core';
import { type Engine, defineWorkflow } from '@strata/durable';
import { z } from 'zod';

/** How many steps a run has. */
export const stepsPerRun = 10;
/** How many runs there are at once. */
export const atOnce = [1, 32, 128] as const;
/** How many runs a round has: enough to last for about a second. */
export const runsOf = { 1: 300, 32: 3000, 128: 6000 } as const;

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

/** Runs of ten trivial steps. */
export const workflows = {
  read: defineWorkflow({
    input: z.int(),
    flow: ten((name, index) => step(name as 'step', async () => succeed({ n: index }))),
  }),
  write: defineWorkflow({
    input: z.int(),
    flow: ten((name, index) => invoke(pen, 'write', () => ({ n: index }), { as: name as 'step' })),
  }),
};

/** What the steps of a run do. */
export type Kind = keyof typeof workflows;

/** One run on our engine, from its start until its caller hears of its end. */
export const onEngine = (engine: Engine<typeof workflows>, kind: Kind) => async (run: number) => {
  const started = await engine.start(kind, run);
  if (!started.success) throw new Error(started.error.message);
  const ended = await engine.result(started.data.runId);
  if (!(ended.success && ended.data.success)) throw new Error(`a run failed: ${JSON.stringify(ended)}`);
};
