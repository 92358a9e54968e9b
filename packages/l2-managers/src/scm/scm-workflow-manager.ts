import { type Manager, type Tool, createManager } from '@strata/core';
import type { GitHubOperations } from '@strata/l3-experts';
import type { CIOperations } from '../ci/catalog.ts';
import { type SCMOperations, scmCatalog } from './catalog.ts';
import { shipChangeFlow } from './ship-change.ts';

/** The Tools that the manager works with: an expert and a manager, or anything else with the same operations. */
export interface SCMWorkflowTools {
  readonly github: Tool<GitHubOperations>;
  readonly ci: Tool<CIOperations>;
}

/** Takes changes from a working copy into a repository. */
export class SCMWorkflowManager implements Manager<SCMOperations> {
  readonly name = scmCatalog.name;
  readonly operations: Manager<SCMOperations>['operations'];
  readonly flows: Manager<SCMOperations>['flows'];
  readonly execute: Manager<SCMOperations>['execute'];

  constructor({ github, ci }: SCMWorkflowTools) {
    const manager = createManager(scmCatalog, { ship_change: shipChangeFlow(github, ci) });
    this.operations = manager.operations;
    this.flows = manager.flows;
    this.execute = manager.execute;
  }
}
