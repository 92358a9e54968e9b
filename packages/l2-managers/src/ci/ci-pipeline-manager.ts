import { type Manager, type Tool, createManager } from '@strata/core';
import type { GitOperations, PyTestOperations } from '@strata/l3-experts';
import { type CIOperations, ciCatalog } from './catalog.ts';
import { runCiFlow } from './run-ci.ts';

/** The Tools that the manager works with: experts, or anything else with the same operations. */
export interface CIPipelineTools {
  readonly git: Tool<GitOperations>;
  readonly pytest: Tool<PyTestOperations>;
}

/** Builds and tests changes. */
export class CIPipelineManager implements Manager<CIOperations> {
  readonly name = ciCatalog.name;
  readonly operations = ciCatalog.operations;
  readonly flows: Manager<CIOperations>['flows'];
  readonly execute: Manager<CIOperations>['execute'];

  constructor({ git, pytest }: CIPipelineTools) {
    const manager = createManager(ciCatalog, { run_ci: runCiFlow(git, pytest) });
    this.flows = manager.flows;
    this.execute = manager.execute;
  }
}
