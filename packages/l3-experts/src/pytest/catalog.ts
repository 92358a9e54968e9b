import { type Tool, createTool, defineCatalog } from '@strata/core';
import { type PyTestOperations, pytestCatalog } from '@strata/l4-wrappers/pytest';
import { classifyFailedRun } from './failed-run.ts';
import { getTestHistory, handleGetTestHistory } from './get-test-history.ts';
import { handleRerunFailed, rerunFailed } from './rerun-failed.ts';
import { handleRunAffected, runAffected } from './run-affected.ts';
import { handlePlanShards, handleRunSharded, planShards, runSharded } from './run-sharded.ts';
import { handleRunStrategy, runStrategy } from './run-strategy.ts';

const strategies = {
  run_strategy: runStrategy,
  rerun_failed: rerunFailed,
  run_affected: runAffected,
  plan_shards: planShards,
  run_sharded: runSharded,
  get_test_history: getTestHistory,
};

/** What the expert can do besides what the wrapper can. */
export interface PyTestStrategies extends Readonly<typeof strategies> {}

const strategyCatalog = defineCatalog('pytest', strategies);

const operations = { ...pytestCatalog.operations, ...strategies };

/** All that can be done with the expert. */
export interface PyTestExpertOperations extends PyTestOperations, PyTestStrategies {}

/** The operations of wrapper and expert together. */
export const pytestExpertOperations: PyTestExpertOperations = operations;

/** Makes the expert's own operations of a tool that has the wrapper's. */
export const createStrategies = (tool: Tool<PyTestOperations>): Tool<PyTestStrategies> =>
  createTool<PyTestStrategies>({
    catalog: strategyCatalog,
    handlers: {
      run_strategy: handleRunStrategy(tool),
      rerun_failed: handleRerunFailed(tool),
      run_affected: handleRunAffected(tool),
      plan_shards: handlePlanShards(tool),
      run_sharded: handleRunSharded(tool),
      get_test_history: handleGetTestHistory,
    },
    classify: classifyFailedRun,
  });
