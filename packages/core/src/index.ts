// Results and failures
export { type Failed, type Meta, type RateLimit, type Result, type Success, fail, succeed } from './result.ts';
export {
  type Cancelled,
  type Classified,
  type Conflict,
  type Defect,
  type DryRun,
  type EffectReport,
  type Failure,
  type FailureKind,
  type Forbidden,
  type InputIssue,
  type InvalidInput,
  type NeedsAttention,
  type NotFound,
  type RateLimited,
  type Refused,
  type Rejected,
  type SagaFailed,
  type TimedOut,
  type ToolMissing,
  type Unauthenticated,
  type Unavailable,
  type UnexpectedAnswer,
  createFailure,
  mayHaveHappened,
} from './failure.ts';

// Operations, catalogs, tools
export {
  type AnyOperation,
  type Effect,
  EffectUndecided,
  type Operation,
  type Pages,
  type Undo,
  type Verdict,
  defineOperation,
} from './operation.ts';
export {
  type Catalog,
  type InputOf,
  type NameOf,
  type OperationsOf,
  type OutputOf,
  type PartOf,
  type RequestOf,
  defineCatalog,
} from './catalog.ts';
export { type AnyTool, type PerformedOperation, type Tool, inputOf, inverseOf } from './tool.ts';
export {
  type DescribedOperation,
  type FullDescription,
  type OperationDescription,
  describeInFull,
  describeOperation,
} from './describe-operation.ts';
export { lookForEffect, lookTwice, settleMs } from './look-for-effect.ts';
export { type Handler, type HandlerContext, type Handlers, createTool } from './create-tool.ts';
export { type Told, stream } from './stream.ts';
export { pages } from './pages.ts';
export { type Call, type Policy, type Proceed, compose, createPolicy } from './policy.ts';
export { tracedCall } from './telemetry/traced-call.ts';

// Context, time, secrets, progress
export { type WorkflowContext, createContext } from './context.ts';
export { type Budget, type Expense, createBudget } from './budget.ts';
export type { KnownAnswer, Revalidation } from './revalidation.ts';
export { type BeforeAndNow, type FirstLooks, createFirstLooks } from './first-looks.ts';
export { type Clock, type StopTimer, sleepFor, systemClock } from './clock.ts';
export { Secret, redact } from './secret.ts';
export type { FlowEvent } from './events.ts';

// Flows: building them
export { type Flow, flow, part, sequence } from './flow/kinds/sequence.ts';
export { type Saga, type SagaOptions, saga } from './flow/kinds/saga.ts';
export { invoke } from './flow/kinds/invoke.ts';
export { step } from './flow/kinds/step.ts';
export { parallel } from './flow/kinds/parallel.ts';
export { race } from './flow/kinds/race.ts';
export { branch } from './flow/kinds/branch.ts';
export { type ForEachOptions, forEach } from './flow/kinds/for-each.ts';
export { type Asked, gate } from './flow/kinds/gate.ts';
export { sleep } from './flow/kinds/sleep.ts';
export { receive } from './flow/kinds/receive.ts';
export { type RetryStepOptions, retry } from './flow/kinds/retry.ts';
export { shield } from './flow/kinds/shield.ts';
export { timeout } from './flow/kinds/timeout.ts';
export { fallback } from './flow/kinds/fallback.ts';
export type { AnyStep, InputOfFlow, Outputs, Step, TypeOf } from './flow/step-types.ts';

// What the types of flows are made of: the compiler names these where a flow is exported
export type { FreshName, Named, Undoing, Unreported } from './flow/step-types.ts';
export type { AnyOf, Branches, OutsOf } from './flow/kinds/parallel.ts';
export type { Body } from './flow/kinds/sequence.ts';
export type { NoSuchField, StuckOf } from './flow/kinds/invoke.ts';
export type { DataOf, ErrorOf } from './flow/kinds/step.ts';

// Flows: looking at them and running them
export { runFlow } from './flow/run-flow.ts';
export { type FlowsOf, type Manager, type ParsedInput, createManager } from './flow/create-manager.ts';
export { problemsOf } from './flow/validate.ts';
export { drawFlow } from './flow/draw.ts';
export {
  type Decide,
  type MemoryRuntimeOptions,
  type Send,
  createMemoryRuntime,
  fanOutHere,
} from './flow/memory-runtime.ts';
export type {
  Act,
  Branch,
  Branched,
  Decision,
  Done,
  FanOut,
  GateRules,
  Question,
  RunBranch,
  Runtime,
  Vote,
} from './flow/runtime.ts';
export { expiredDecision, mayDecide, verdictOf } from './flow/gate-verdict.ts';
export { RunInterrupted } from './run-interrupted.ts';
export { Cancellation } from './flow/cancellation.ts';
export type { Node, Outcome, Scope } from './flow/node.ts';
export { type Child, type Placed, childrenOf, keyOf, walk } from './flow/node-index.ts';
