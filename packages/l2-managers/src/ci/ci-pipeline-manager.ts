import { type Manager, type Tool, createFailure, createManager, createPolicy, fail } from '@strata/core';
import type { GitOperations, PyTestOperations } from '@strata/l3-experts';
import { type CIOperations, ciCatalog } from './catalog.ts';
import { runCiFlow } from './run-ci.ts';

/** The Tools that the manager works with: experts, or anything else with the same operations. */
export interface CIPipelineTools {
  readonly git: Tool<GitOperations>;
  readonly pytest: Tool<PyTestOperations>;
}

/**
 * A run that failed has left nothing: its scratch copies are gone, and nothing else was made. What there is to tell
 * is why it failed, and not that it was taken back.
 */
const cause = createPolicy(() => async ({ operation }, proceed) => {
  const result = await proceed();
  if (result.success || result.error.kind !== 'saga_failed' || !result.error.undoComplete) return result;
  return fail(createFailure(operation.name, result.error.cause), result.meta);
});

/** Builds and tests changes. */
export class CIPipelineManager implements Manager<CIOperations> {
  readonly name = ciCatalog.name;
  readonly operations: Manager<CIOperations>['operations'];
  readonly flows: Manager<CIOperations>['flows'];
  readonly execute: Manager<CIOperations>['execute'];

  constructor({ git, pytest }: CIPipelineTools) {
    const manager = createManager(ciCatalog, { run_ci: runCiFlow(git, pytest) });
    this.operations = manager.operations;
    this.flows = manager.flows;
    this.execute = cause(manager).execute;
  }
}
