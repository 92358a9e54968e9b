import { type Handler, type HandlerContext, type Tool, defineOperation } from '@strata/core';
import { type PyTestOperations, pytestCatalog, settledTest } from '@strata/l4-wrappers/pytest';
import { z } from 'zod';
import { rememberCoverage } from './coverage-map.ts';
import { FailedRun } from './failed-run.ts';
import { type Settled, failedIn, settle } from './flakiness.ts';
import { ContentReader } from './project-fingerprint.ts';
import { type Run, placeOf, remembered, runInput, runOnce, selectionOf } from './run-input.ts';
import { seenByTests } from './seen-by-tests.ts';
import { recallTests, rememberRun, tryToRemember } from './test-history.ts';
import { type PathOf, byPath, pathsFrom } from './test-path.ts';

/**
 * Runs tests in one of three ways, on any project: no marker is made up, and the project needs no plugin but pytest-cov
 * for `coverage`. `fast` begins with what failed last and stops at the first failure; `thorough` runs everything to the
 * end; `coverage` does the same and measures lines, branches and which test ran what, for `run_affected`.
 *
 * With `reruns` failed tests are run again in fresh processes: those that then pass are flaky, not green, and `verdict`
 * stays red. Writes what it saw to `.strata/` in the project, which git does not see. Fails like `run_tests`; a run that
 * has ended is answered whatever becomes of the reruns and of what is written.
 */
export const runStrategy = defineOperation({
  name: 'run_strategy',
  summary: 'Run tests fast, thoroughly or with coverage, and tell flaky ones from red ones.',
  effect: 'write',
  idempotent: true,
  irreversible: 'the history keeps what was seen',
  input: runInput.extend({
    strategy: z
      .enum(['fast', 'thorough', 'coverage'])
      .default('fast')
      .describe('`fast` stops at the first failure, `thorough` runs all, `coverage` measures besides.'),
    reruns: z.int().min(0).max(10).default(0).describe('How often failed tests are run again at most'),
  }),
  output: pytestCatalog.operations.run_tests.output.extend({
    strategy: z.enum(['fast', 'thorough', 'coverage']),
    failedFirst: z.boolean().describe('Only tests that had failed before were run: one of them failed again'),
    settled: z.array(settledTest).describe('The failed tests that were run again'),
    unsettled: z.string().optional().describe('Why they were not run again to the end'),
    remembered,
  }),
  verdict: ({ verdict }) => (verdict === 'green' ? 'good' : 'bad'),
});

type Input = z.output<typeof runStrategy.input>;

const beforeThat = async (
  tool: Tool<PyTestOperations>,
  input: Input,
  ctx: HandlerContext,
): Promise<Run | undefined> => {
  // Whoever chose tests meant these, and not others.
  if (input.strategy !== 'fast' || input.paths.length + (input.markers ?? input.keyword ?? '').length > 0)
    return undefined;
  const past = await recallTests(input.cwd);
  const failed = [...past.values()].filter(({ lastOutcome }) => lastOutcome === 'failed' || lastOutcome === 'error');
  if (failed.length === 0) return undefined;
  const only = failed.map(({ id }) => id);
  const answer = await tool.execute({ operation: 'run_tests', ...placeOf(input), only, maxFailures: 1 }, ctx);
  // A test that has been renamed is refused; then everything says what there is.
  return answer.success && answer.data.verdict === 'red' ? answer.data : undefined;
};

/** Runs what failed again. */
const settleFailed = async (
  tool: Tool<PyTestOperations>,
  input: Input,
  failed: { readonly ids: readonly string[]; readonly pathOf: PathOf },
  ctx: HandlerContext,
): Promise<Settled> =>
  input.reruns === 0
    ? { tests: [] }
    : settle(tool, { ...placeOf(input), paths: input.paths }, failed, input.reruns, ctx);

/** Performs `run_strategy`. */
export const handleRunStrategy =
  (tool: Tool<PyTestOperations>): Handler<typeof runStrategy> =>
  async (input, ctx) => {
    const { strategy, cwd } = input;
    const reader = new ContentReader(ctx.clock);
    const see = () => seenByTests(reader, tool, placeOf(input), ctx);
    const whole = input.paths.length === 0 && input.markers === undefined && input.keyword === undefined;
    const before = strategy === 'coverage' && whole ? await see() : undefined;
    const first = await beforeThat(tool, input, ctx);
    const run =
      first ??
      (await runOnce(
        tool,
        {
          ...selectionOf(input),
          ...(strategy === 'fast' ? { maxFailures: 1 } : {}),
          ...(strategy === 'coverage' ? { coverage: { branches: true, contexts: true } } : {}),
        },
        ctx,
      ));
    const after = before === undefined || run.coverage === undefined ? undefined : await see();
    const { tests, coverage } = await byPath(cwd, run);
    const pathOf = await pathsFrom(cwd, run.rootFolder);
    const settled = await settleFailed(tool, input, { ids: failedIn(run), pathOf }, ctx);
    const isRemembered = await tryToRemember(async () => {
      const reruns = settled.tests.map((test) => ({ ...test, id: pathOf(test.id) }));
      await rememberRun(cwd, ctx.clock, tests, reruns);
      if (before !== undefined && after !== undefined && coverage !== undefined)
        await rememberCoverage(cwd, [before, after], coverage, ctx.clock);
    });
    // Whoever calls off gets no answer; any other trouble does not take away the one that there is.
    if (settled.failure !== undefined && ctx.signal.aborted) throw new FailedRun(settled.failure);
    return {
      ...run,
      strategy,
      failedFirst: first !== undefined,
      settled: [...settled.tests],
      ...(settled.failure === undefined ? {} : { unsettled: settled.failure.message }),
      remembered: isRemembered,
    };
  };
