import { type AnyTool, type HandlerContext, type Handlers, type OutputOf, createContext } from '@strata/core';
import { type PyTestOperations, PyTestCLIWrapper, pytestCatalog } from '@strata/l4-wrappers/pytest';
import { type Fake, type FakeOptions, createFake } from '../fake/create-fake.ts';
import { FakeRefusal, notFound, refused } from '../fake/fake-refusal.ts';
import { evaluate } from './expression.ts';

type Run = OutputOf<PyTestOperations, 'run_tests'>;
type Outcome = Run['tests'][number]['outcome'];
/** How much of the code tests run, as `run_tests` and `get_coverage` answer it. */
export type FakeCoverage = OutputOf<PyTestOperations, 'get_coverage'>;

/** A test as a script has it. */
export interface FakeTest {
  /** pytest's name for it: `tests/test_sum.py::test_adds`. */
  readonly nodeId: string;
  /** How it ends, or, one after the other, how it ends each time; the last stays. @default passed */
  readonly outcome?: Outcome | readonly Outcome[];
  /** Why it failed or was skipped. */
  readonly message?: string;
  /** In milliseconds. @default 1 */
  readonly durationMs?: number;
  /** Markers, for `markers` of a run. @default none */
  readonly markers?: readonly string[];
}

/** What a fake pytest knows. */
export interface PyTestState {
  tests: readonly FakeTest[];
  /** What a run that measures coverage answers, and every report of coverage that is read. */
  coverage: FakeCoverage | undefined;
  /** The folder that has the project; any, when it is left out. */
  readonly cwd?: string;
  /** How often each test has run. */
  readonly runs: Map<string, number>;
}

export interface FakePyTestOptions extends FakeOptions {
  readonly tests: readonly FakeTest[];
  readonly coverage?: FakeCoverage;
  /** The only folder that has a project. @default any folder has */
  readonly cwd?: string;
}

interface Selection {
  readonly cwd: string;
  readonly paths: readonly string[];
  readonly only?: readonly string[];
  readonly markers?: string | undefined;
  readonly keyword?: string | undefined;
}

const isIn = (nodeId: string, path: string): boolean => {
  const wanted = path.replace(/^\.\//, '').replace(/\/$/, '');
  return wanted === '.' || nodeId === wanted || ['::', '/', '['].some((end) => nodeId.startsWith(wanted + end));
};

const nameOf = (nodeId: string): string => nodeId.split('::').at(-1) ?? nodeId;

const fileOf = (nodeId: string): string => nodeId.split('::')[0] ?? nodeId;

/** The tests that are meant. */
const select = (state: PyTestState, { cwd, paths: given, only = [], markers, keyword }: Selection) => {
  if (state.cwd !== undefined && cwd !== state.cwd) throw notFound(`there is no folder ${cwd}`);
  const paths = only.length > 0 ? only : given;
  const lost = paths.find((path) => !state.tests.some(({ nodeId }) => isIn(nodeId, path)));
  if (lost !== undefined) throw refused(`pytest refuses: file or directory not found: ${lost}`);
  const found = state.tests.filter(({ nodeId }) => paths.length === 0 || paths.some((path) => isIn(nodeId, path)));
  const tests = found.filter(
    ({ nodeId, markers: own = [] }) =>
      (markers === undefined || evaluate(markers, (name) => own.includes(name))) &&
      (keyword === undefined || evaluate(keyword, (name) => nodeId.toLowerCase().includes(name.toLowerCase()))),
  );
  return { tests, deselected: found.length - tests.length };
};

/** Runs one test as the script says. */
const runOne = (state: PyTestState, { nodeId: id, outcome = 'passed', message, durationMs = 1 }: FakeTest) => {
  const before = state.runs.get(id) ?? 0;
  state.runs.set(id, before + 1);
  const outcomes = typeof outcome === 'string' ? [outcome] : outcome;
  const ended: Outcome = outcomes[Math.min(before, outcomes.length - 1)] ?? 'passed';
  const file = fileOf(id);
  return { id, name: nameOf(id), outcome: ended, durationMs, file, ...(message === undefined ? {} : { message }) };
};

type Ran = ReturnType<typeof runOne>;

const isBroken = ({ outcome }: Ran): boolean => outcome === 'failed' || outcome === 'error';

const summaryOf = (tests: readonly Ran[], deselected: number) => {
  const count = (wanted: Outcome): number => tests.filter(({ outcome }) => outcome === wanted).length;
  const counted = {
    passed: count('passed'),
    failed: count('failed'),
    error: count('error'),
    skipped: count('skipped'),
    xfailed: count('xfailed'),
    xpassed: count('xpassed'),
    deselected,
  };
  const { deselected: _left, error: errors, ...byOutcome } = counted;
  const counts = Object.fromEntries(Object.entries(counted).filter(([, number]) => number > 0));
  const durationMs = tests.reduce((sum, test) => sum + test.durationMs, 0);
  const isRed = tests.some(isBroken);
  const verdict = isRed ? ('red' as const) : tests.length === 0 ? ('no_tests' as const) : ('green' as const);
  const exitCode = { red: 1, green: 0, no_tests: 5 }[verdict];
  return { verdict, exitCode, total: tests.length, ...byOutcome, errors, counts, durationMs };
};

const createRuns = (
  state: PyTestState,
): Pick<Handlers<PyTestOperations>, 'run_tests' | 'collect_tests' | 'get_environment' | 'get_coverage'> => ({
  run_tests: async (input, ctx) => {
    const { tests, deselected } = select(state, input);
    const ran: Ran[] = [];
    for (const test of tests) {
      if (ran.filter(isBroken).length >= (input.maxFailures ?? Infinity)) break;
      const total = tests.length;
      await ctx.tell({ event: 'started', id: test.nodeId, done: ran.length, total });
      const one = runOne(state, test);
      ran.push(one);
      const { id, outcome, durationMs } = one;
      await ctx.tell({ event: 'finished', id, done: ran.length, total, outcome, durationMs });
    }
    const summary = summaryOf(ran, deselected);
    const words = Object.entries(summary.counts).map(([word, count]) => `${count} ${word}`);
    const coverage = input.coverage === false || state.coverage === undefined ? {} : { coverage: state.coverage };
    return {
      ...summary,
      ...coverage,
      rootFolder: '.',
      tests: ran,
      output: `${words.join(', ')}\n`,
      command: ['python3', '-m', 'pytest', ...input.paths],
    };
  },
  collect_tests: async (input) => {
    const { tests, deselected } = select(state, input);
    const items = tests.map(({ nodeId: id, markers = [] }) => ({
      id,
      name: nameOf(id),
      file: fileOf(id),
      markers: [...markers],
    }));
    return { rootFolder: '.', count: tests.length, tests: items.map(({ id }) => id), items, errors: [], deselected };
  },
  get_coverage: async ({ path }) => {
    if (state.coverage === undefined) throw notFound(`there is no ${path}`);
    return state.coverage;
  },
  get_environment: async ({ cwd }) => {
    select(state, { cwd, paths: [] });
    const environmentHash = '0'.repeat(64);
    return {
      executable: '/usr/bin/python3',
      version: '3.13.0',
      platform: 'linux',
      distributions: [],
      modulePaths: [],
      importHooks: [],
      addedOptions: '',
      environmentHash,
    };
  },
});

/** What only works on what it is given is done by the real wrapper: it needs no pytest. */
const createPure = (): Pick<Handlers<PyTestOperations>, 'parse_results' | 'analyze_failures' | 'generate_report'> => {
  const wrapper = new PyTestCLIWrapper() as unknown as AnyTool;
  const handOn =
    (operation: string) =>
    async (input: object, { clock, signal }: HandlerContext) => {
      const answer = await wrapper.execute({ ...input, operation }, createContext({ clock, signal }));
      if (!answer.success) throw new FakeRefusal(answer.error);
      // The wrapper has just parsed it by the schema of this very operation.
      return answer.data as never;
    };
  return {
    parse_results: handOn('parse_results'),
    analyze_failures: handOn('analyze_failures'),
    generate_report: handOn('generate_report'),
  };
};

/** Makes a pytest in memory, which runs a script of tests: no Python, no files. */
export const createFakePyTest = ({
  latencyMs,
  tests,
  coverage,
  cwd,
}: FakePyTestOptions): Fake<PyTestOperations, PyTestState> => {
  const state: PyTestState = { tests, coverage, runs: new Map(), ...(cwd === undefined ? {} : { cwd }) };
  const handlers = { ...createRuns(state), ...createPure() };
  return createFake<PyTestOperations, PyTestState>(
    pytestCatalog,
    state,
    handlers,
    latencyMs === undefined ? {} : { latencyMs },
  );
};
