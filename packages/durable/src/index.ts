// The port
export type * from './engine.ts';
export { endedStatuses } from './engine.ts';
export { type InputOfWorkflow, type OutOfWorkflow, type Workflow, type Workflows, defineWorkflow } from './workflow.ts';
export type { Attention, Resolution } from './runtime/known.ts';

export type { PortableRun } from './portable-run.ts';
export type { ReplayVerdict } from './replay-check.ts';
export type { PruneOptions, StoreSize } from './retention.ts';
export type { Schedule, ScheduleSpec } from './schedules/schedules.ts';

// The engine that keeps runs in one SQLite file
export { type EngineOptions, openEngine } from './sqlite-engine.ts';
export { type StoreProblem, StoreUnusable } from './store-unusable.ts';
export type { RolesOf } from './gates.ts';
export { anyTool } from './registry.ts';
