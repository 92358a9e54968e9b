import { type Tool, createTool } from '@strata/core';
import { z } from 'zod';
import { type CommandRunner, createProcessRunner } from '../process/index.ts';
import { type PyTestOperations, pytestCatalog } from './catalog.ts';
import { classifyPytest } from './session/classify.ts';
import { handleAnalyzeFailures } from './reports/analyze-failures.ts';
import { handleCollectTests } from './collect-tests.ts';
import { handleGenerateReport } from './reports/generate-report.ts';
import { handleGetCoverage } from './coverage/get-coverage.ts';
import { handleGetEnvironment } from './get-environment.ts';
import { handleParseResults } from './reports/parse-results.ts';
import { handleRunTests } from './run-tests.ts';

/** How pytest is run. */
export interface PyTestCLIOptions {
  /**
   * The interpreter. @default STRATA_PYTHON, the active virtual environment, `.venv` of the project,
   * `python3`, `python`; in a container `python3`
   */
  readonly python?: string;
  /** Where commands run. @default processes of this machine */
  readonly runner?: CommandRunner;
  /** The time limit of one operation in milliseconds. @default 300_000, five minutes */
  readonly timeoutMs?: number;
  /**
   * Environment variables for the tests. GITHUB_TOKEN and its like are withheld from the code under test
   * unless they are given here.
   */
  readonly env?: Readonly<Record<string, string>>;
}

const optionsSchema = z.strictObject({
  python: z.string().min(1).optional(),
  runner: z
    .custom<CommandRunner>((given) => typeof given === 'object' && given !== null && 'run' in given && 'place' in given)
    .default(createProcessRunner),
  timeoutMs: z.int().positive().default(300_000),
  env: z.record(z.string(), z.string()).default({}),
});

/** Runs a Python project's own pytest. No plugin is needed, and the project's folder is not written to. */
export class PyTestCLIWrapper implements Tool<PyTestOperations> {
  readonly name = pytestCatalog.name;
  readonly operations = pytestCatalog.operations;
  /** Performs the operations of `pytestCatalog`. */
  readonly execute: Tool<PyTestOperations>['execute'];

  /** @throws TypeError naming an option that is not what it should be. */
  constructor(options: PyTestCLIOptions = {}) {
    const parsed = optionsSchema.safeParse(options);
    if (!parsed.success) throw new TypeError(`PyTestCLIWrapper: ${z.prettifyError(parsed.error)}`);
    const settings = parsed.data;
    const handlers = {
      run_tests: handleRunTests(settings),
      collect_tests: handleCollectTests(settings),
      parse_results: handleParseResults,
      get_coverage: handleGetCoverage,
      analyze_failures: handleAnalyzeFailures,
      generate_report: handleGenerateReport,
      get_environment: handleGetEnvironment(settings),
    };
    this.execute = createTool({ catalog: pytestCatalog, handlers, classify: classifyPytest }).execute;
  }
}
