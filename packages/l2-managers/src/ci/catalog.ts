import { defineCatalog } from '@strata/core';
import { runCi } from './run-ci.ts';

const operations = { run_ci: runCi };

/** What the continuous-integration manager does. */
export const ciCatalog = defineCatalog('ci', operations);

/** The operations of `ciCatalog` as a type: `Tool<CIOperations>`. */
export interface CIOperations extends Readonly<typeof operations> {}
