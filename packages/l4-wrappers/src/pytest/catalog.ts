import { defineCatalog } from '@strata/core';
import { analyzeFailures } from './reports/analyze-failures.ts';
import { collectTests } from './collect-tests.ts';
import { generateReport } from './reports/generate-report.ts';
import { getCoverage } from './coverage/get-coverage.ts';
import { getEnvironment } from './get-environment.ts';
import { parseResults } from './reports/parse-results.ts';
import { runTests } from './run-tests.ts';

const operations = {
  run_tests: runTests,
  collect_tests: collectTests,
  parse_results: parseResults,
  get_coverage: getCoverage,
  analyze_failures: analyzeFailures,
  generate_report: generateReport,
  get_environment: getEnvironment,
};

/** What can be done with pytest. */
export const pytestCatalog = defineCatalog('pytest', operations);

/** The operations of `pytestCatalog` as a type: `Tool<PyTestOperations>`. */
export interface PyTestOperations extends Readonly<typeof operations> {}
