import type { Catalog, OperationsOf, OutputOf } from '../catalog.ts';
import { createTool, type Handlers } from '../create-tool.ts';
import type { WorkflowContext } from '../context.ts';
import { type Classified, isFailure } from '../failure.ts';
import type { Tool } from '../tool.ts';
import { runFlow } from './run-flow.ts';
import type { Outputs, Step } from './step-types.ts';
import type { z } from 'zod';

/** What a flow of an operation is started with: the operation's input, parsed, defaults filled in. */
export type ParsedInput<Operation> = Operation extends { readonly input: infer Input extends z.ZodType }
  ? z.output<Input>
  : never;

/** A flow for every operation of a catalog. */
export type FlowsOf<Operations extends OperationsOf<Operations>> = {
  readonly [Name in keyof Operations]: Step<
    { readonly input: ParsedInput<Operations[Name]> },
    Outputs,
    OutputOf<Operations, Name>,
    unknown,
    string
  >;
};

/** A Tool whose operations are flows, which can be looked at, drawn and run elsewhere. */
export interface Manager<Operations extends OperationsOf<Operations>> extends Tool<Operations> {
  readonly flows: FlowsOf<Operations>;
}

/** Carries a flow's failure through the tool, which catches whatever a handler throws. */
class FlowFailed extends Error {
  readonly failure: Classified;
  constructor(failure: Classified) {
    super(failure.message);
    this.failure = failure;
  }
}

const classify = (thrown: unknown): Classified | undefined =>
  thrown instanceof FlowFailed ? thrown.failure : undefined;

/** What a step of one's own fails with need not be a Failure; a tool fails with nothing else. */
const ownFailure = (error: unknown): Classified => {
  const { message } = (error ?? {}) as { readonly message?: unknown };
  return {
    kind: 'refused',
    message: typeof message === 'string' ? message : `the flow failed: ${JSON.stringify(error)}`,
    details: error,
  };
};

type AnyFlow = Step<{ readonly input: unknown }, Outputs, unknown, unknown, string>;

const handlerOf =
  (flow: AnyFlow) =>
  async (input: unknown, ctx: WorkflowContext): Promise<unknown> => {
    const result = await runFlow(flow, input, ctx);
    if (!result.success) throw new FlowFailed(isFailure(result.error) ? result.error : ownFailure(result.error));
    return result.data;
  };

/** The operations, marked as flows: see `PerformedOperation.resumes`. */
const resuming = <Operations extends object>(operations: Operations): Operations =>
  // Nothing is taken away from any of them.
  Object.fromEntries(
    Object.entries(operations).map(([name, it]) => [name, { ...(it as object), resumes: true }]),
  ) as Operations;

/** Makes a Tool of a catalog and a flow per operation. The flows run on the context's runtime. */
export const createManager = <Operations extends OperationsOf<Operations>>(
  catalog: Catalog<Operations>,
  flows: FlowsOf<NoInfer<Operations>>,
): Manager<Operations> => {
  // The tool parses inputs before a flow sees them, and there is a flow for each operation.
  const anyFlows = flows as unknown as Readonly<Record<string, AnyFlow>>;
  const handlers: unknown = Object.fromEntries(Object.entries(anyFlows).map(([name, it]) => [name, handlerOf(it)]));
  const tool = createTool({ catalog, handlers: handlers as Handlers<Operations>, classify });
  return { ...tool, operations: resuming(tool.operations), flows };
};
