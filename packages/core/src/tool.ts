import type { NameOf, OperationsOf, OutputOf, RequestOf } from './catalog.ts';
import type { WorkflowContext } from './context.ts';
import type { Effect, InputSchema, OutputSchema, Verdict } from './operation.ts';
import type { Failure } from './failure.ts';
import type { Result } from './result.ts';

/**
 * Anything that performs operations. Wrappers, experts, managers and orchestrators are all Tools,
 * so a host can register any of them and a test can replace any of them.
 */
export interface Tool<Operations extends OperationsOf<Operations>> {
  /** The catalog's name: `github`, `docker`, `pytest`. */
  readonly name: string;
  readonly operations: Operations;
  /** Performs one operation. Never rejects for anything that a tool or its input can do: failures are returned. */
  execute<Name extends NameOf<Operations>>(
    request: RequestOf<Operations, Name>,
    ctx: WorkflowContext,
  ): Promise<Result<OutputOf<Operations, Name>, Failure<Name>>>;
}

/**
 * A request's input as the tool would read it, defaults filled in: what `undo` and `locate` are given. One that does not
 * fit comes back as it is: the tool has refused it.
 */
export const inputOf = (
  { input }: PerformedOperation,
  { operation: _name, ...given }: { readonly operation: string },
): object => {
  const parsed = input.safeParse(given);
  return parsed.success ? parsed.data : given;
};

/** A Tool as code sees it that works for all of them: policies, hosts, the interpreter. */
export interface AnyTool {
  readonly name: string;
  readonly operations: Readonly<Record<string, PerformedOperation>>;
  execute(request: { readonly operation: string }, ctx: WorkflowContext): Promise<Result<unknown, Failure>>;
}

/** An operation whose types are somebody else's business: what it takes was checked where it was written down. */
export interface PerformedOperation {
  readonly name: string;
  readonly summary: string;
  readonly input: InputSchema;
  readonly output: OutputSchema;
  readonly part?: OutputSchema;
  readonly effect: Effect;
  readonly idempotent?: boolean;
  readonly irreversible?: string;
  readonly undo?: {
    readonly operation: string;
    readonly request: (input: object, output: unknown) => object | undefined;
  };
  readonly locate?: {
    readonly using: { readonly name: string };
    readonly request: (input: object, callId: string) => object | undefined;
    readonly pick: (found: unknown, input: object, callId: string) => unknown;
  };
  readonly pages?: {
    readonly first: (input: object) => object;
    readonly next: (input: object, output: unknown) => object | undefined;
  };
  readonly tags?: (input: object) => readonly string[];
  readonly verdict?: (output: unknown) => Verdict;
  /** Whether it is a flow, which a runtime that remembers goes on with where it stopped. */
  readonly resumes?: boolean;
}

/** The request that takes a finished call back; `undefined` when the call changed nothing, or nothing undoes it. */
export const inverseOf = (
  operation: PerformedOperation | undefined,
  request: { readonly operation: string },
  output: unknown,
): { readonly operation: string } | undefined => {
  if (operation?.undo === undefined) return undefined;
  const given = operation.undo.request(inputOf(operation, request), output);
  return given && { ...given, operation: operation.undo.operation };
};
