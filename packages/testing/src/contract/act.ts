import type { NameOf, OperationsOf, OutputOf, RequestOf, Tool, WorkflowContext } from '@strata/core';
import { createContext } from '@strata/core';

/** Performs a request that has to succeed, for arranging and observing. Unmarked: the call under test has a mark. */
export const act = async <Operations extends OperationsOf<Operations>, const Name extends NameOf<Operations>>(
  { tool }: { readonly tool: Tool<Operations> },
  request: RequestOf<Operations, Name>,
  ctx: WorkflowContext = createContext(),
): Promise<OutputOf<Operations, Name>> => {
  const answer = await tool.execute<Name>(request, ctx);
  if (answer.success) return answer.data;
  const { operation, kind, message } = answer.error;
  throw new Error(`${operation} failed: ${kind}: ${message}`, { cause: answer.error });
};
