// Results and failures
export { type Failed, type Meta, type RateLimit, type Result, type Success, fail, succeed } from './result.ts';
export {
  type Classified,
  type EffectReport,
  type Failure,
  type FailureKind,
  type InputIssue,
  type SagaFailed,
  createFailure,
  mayHaveHappened,
} from './failure.ts';

// Operations, catalogs, tools
export { type AnyOperation, type Effect, type NamedRequest, type Operation, defineOperation } from './operation.ts';
export { type Catalog, type InputOf, type NameOf, type OperationsOf, type OutputOf, type RequestOf, defineCatalog } from './catalog.ts';
export type { AnyTool, PerformedOperation, Tool } from './tool.ts';
export { type Handler, type HandlerContext, type Handlers, createTool } from './create-tool.ts';
export { type Call, type Policy, type Proceed, compose, createPolicy } from './policy.ts';

// Context, time, secrets, progress
export { type WorkflowContext, createContext } from './context.ts';
export { type Clock, type StopTimer, sleepFor, systemClock } from './clock.ts';
export { Secret, redact } from './secret.ts';
export type { FlowEvent } from './events.ts';
