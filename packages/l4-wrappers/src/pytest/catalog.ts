import { defineCatalog } from '@strata/core';
import { collectTests } from './collect-tests.ts';
import { runTests } from './run-tests.ts';

const operations = { run_tests: runTests, collect_tests: collectTests };

/** What can be done with pytest. */
export const pytestCatalog = defineCatalog('pytest', operations);

/** The operations of `pytestCatalog` as a type: `Tool<PyTestOperations>`. */
export interface PyTestOperations extends Readonly<typeof operations> {}
