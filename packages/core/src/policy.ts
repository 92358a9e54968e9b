import type { OperationsOf } from './catalog.ts';
import type { WorkflowContext } from './context.ts';
import type { Failure } from './failure.ts';
import type { Result } from './result.ts';
import type { AnyTool, PerformedOperation, Tool } from './tool.ts';

/** One concern around a Tool. What goes in comes out, with the same types. */
export type Policy = <Operations extends OperationsOf<Operations>>(tool: Tool<Operations>) => Tool<Operations>;

/** A call on its way through a policy. */
export interface Call {
  readonly tool: AnyTool;
  readonly operation: PerformedOperation;
  readonly request: { readonly operation: string };
  readonly ctx: WorkflowContext;
}

/** Passes the call on; may be called again, later, or not at all. Takes another context when the policy has one. */
export type Proceed = (ctx?: WorkflowContext) => Promise<Result<unknown, Failure>>;

/**
 * Makes a policy from what it does around each call. `around` is called once per tool, so that what the policy
 * remembers (a limiter, a circuit) belongs to that tool and to no other.
 */
export const createPolicy = (
  around: (tool: AnyTool) => (call: Call, proceed: Proceed) => Promise<Result<unknown, Failure>>,
): Policy => {
  return <Operations extends OperationsOf<Operations>>(tool: Tool<Operations>): Tool<Operations> => {
    // A policy hands requests and results through unread, so what it knows of their types does not matter.
    const inner = tool as unknown as AnyTool;
    const handle = around(inner);
    const execute = (
      request: { readonly operation: string },
      ctx: WorkflowContext,
    ): Promise<Result<unknown, Failure>> => {
      const proceed: Proceed = (other = ctx) => inner.execute(request, other);
      // An operation that the tool does not have is the tool's to refuse.
      if (!Object.hasOwn(inner.operations, request.operation)) return proceed();
      const operation = inner.operations[request.operation] as PerformedOperation;
      return handle({ tool: inner, operation, request, ctx }, proceed);
    };
    return { name: tool.name, operations: tool.operations, execute: execute as Tool<Operations>['execute'] };
  };
};

/** Puts policies around each other: the first is outermost. `compose(cache, retry)(tool)` is `cache(retry(tool))`. */
export const compose =
  (...policies: readonly Policy[]): Policy =>
  (tool) =>
    policies.reduceRight((inner, policy) => policy(inner), tool);
