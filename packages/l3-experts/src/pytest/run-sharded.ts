import { type Handler, type HandlerContext, type Tool, defineOperation } from '@strata/core';
import { type PyTestOperations, countTests, pytestCatalog } from '@strata/l4-wrappers/pytest';
import { z } from 'zod';
import { FailedRun, dataOf } from './failed-run.ts';
import { type Run, placeOf, remembered, runInput, runOnce, selectionOf } from './run-input.ts';
import { type Shard, balanceShards } from './shards.ts';
import { recallTests, rememberRun, tryToRemember } from './test-history.ts';
import { byPath, pathsFrom } from './test-path.ts';

const shard = z.object({
  tests: z.array(z.string()).describe("pytest's node ids, relative to cwd: as `run_tests` takes them"),
  expectedMs: z.number().describe('What its tests took in earlier runs, in milliseconds'),
});

const shardedInput = runInput.extend({ shards: z.int().min(1).max(64).describe('How many parts at most') });

/** Divides a suite into parts that take about the same time, by the durations of earlier runs. Fails like `collect_tests`. */
export const planShards = defineOperation({
  name: 'plan_shards',
  summary: 'Divide a suite into parts that take about the same time.',
  effect: 'read',
  input: shardedInput,
  output: z.object({ shards: z.array(shard) }),
});

/** Runs a suite in parts side by side, as many as the expert runs at once, and puts the results together. Fails like `run_tests`. */
export const runSharded = defineOperation({
  name: 'run_sharded',
  summary: 'Run a suite in parts side by side, balanced by earlier durations.',
  effect: 'write',
  idempotent: true,
  irreversible: 'the history keeps what was seen',
  input: shardedInput,
  output: z.object({
    verdict: pytestCatalog.operations.run_tests.output.shape.verdict,
    rootFolder: pytestCatalog.operations.run_tests.output.shape.rootFolder,
    ...pytestCatalog.operations.analyze_failures.input.shape.results.unwrap().shape,
    shards: z.array(shard.extend({ durationMs: z.number() })),
    remembered,
  }),
  verdict: ({ verdict }) => (verdict === 'green' ? 'good' : 'bad'),
});

type Input = z.output<typeof shardedInput>;

interface Plan {
  readonly shards: readonly Shard[];
  readonly rootFolder: string;
}

const plan = async (tool: Tool<PyTestOperations>, input: Input, ctx: HandlerContext): Promise<Plan> => {
  const collected = dataOf(await tool.execute({ operation: 'collect_tests', ...selectionOf(input) }, ctx));
  const past = await recallTests(input.cwd);
  const { rootFolder } = collected;
  const paths = collected.tests.map(await pathsFrom(input.cwd, rootFolder));
  return { rootFolder, shards: balanceShards(paths, (path) => past.get(path)?.durationMs, input.shards) };
};

const plain = ({ tests, expectedMs }: Shard) => ({ tests: [...tests], expectedMs });

const verdictOf = (runs: readonly Run[]): Run['verdict'] => {
  if (runs.some(({ verdict }) => verdict === 'red')) return 'red';
  // Tests that were collected and then did not run: nothing shows that they are green.
  return runs.length > 0 && runs.every(({ verdict }) => verdict === 'green') ? 'green' : 'no_tests';
};

const isCalledOff = (thrown: unknown): boolean => thrown instanceof FailedRun && thrown.failure.kind === 'cancelled';

/** Runs all shards side by side. One that fails ends the others, which are waited for; its failure is the whole's. */
const runAll = async (
  shards: readonly Shard[],
  run: (tests: readonly string[], signal: AbortSignal) => Promise<Run>,
): Promise<readonly Run[]> => {
  const failed = new AbortController();
  const ended = await Promise.allSettled(
    shards.map(({ tests }) =>
      run(tests, failed.signal).catch((thrown: unknown) => {
        failed.abort();
        throw thrown;
      }),
    ),
  );
  const thrown = ended.flatMap((one) => (one.status === 'rejected' ? [{ reason: one.reason as unknown }] : []));
  const cause = thrown.find(({ reason }) => !isCalledOff(reason)) ?? thrown[0];
  if (cause !== undefined) throw cause.reason;
  return ended.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
};

/** Performs `plan_shards`. */
export const handlePlanShards =
  (tool: Tool<PyTestOperations>): Handler<typeof planShards> =>
  async (input, ctx) => ({ shards: (await plan(tool, input, ctx)).shards.map(plain) });

/** Performs `run_sharded`. */
export const handleRunSharded =
  (tool: Tool<PyTestOperations>): Handler<typeof runSharded> =>
  async (input, ctx) => {
    const { cwd, paths } = input;
    const { shards, rootFolder } = await plan(tool, input, ctx);
    const startedMs = ctx.clock.monotonicMs();
    const runs = await runAll(shards, (only, signal) =>
      runOnce(tool, { ...placeOf(input), paths, only }, { ...ctx, signal: AbortSignal.any([ctx.signal, signal]) }),
    );
    const tests = runs.flatMap((run) => run.tests);
    const named = await byPath(cwd, { tests, rootFolder });
    return {
      remembered: await tryToRemember(() => rememberRun(cwd, ctx.clock, named.tests)),
      rootFolder,
      verdict: verdictOf(runs),
      ...countTests(tests),
      durationMs: ctx.clock.monotonicMs() - startedMs,
      tests,
      shards: shards.map((one, index) => ({ ...plain(one), durationMs: runs[index]?.durationMs ?? 0 })),
    };
  };
