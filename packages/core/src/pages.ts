import type { NameOf, OperationsOf, OutputOf, RequestOf } from './catalog.ts';
import type { WorkflowContext } from './context.ts';
import type { Failure } from './failure.ts';
import type { Result } from './result.ts';
import { type AnyTool, type Tool, inputOf } from './tool.ts';

/** The operations that can be read page by page. */
export type PagedOf<Operations> = {
  [Name in NameOf<Operations>]: Operations[Name] extends { readonly pages?: infer Pages }
    ? [Exclude<Pages, undefined>] extends [never]
      ? never
      : Name
    : never;
}[NameOf<Operations>];

/**
 * Reads a list page by page: each is a call of its own, so each goes through the tool's policies, and none is made before
 * the one before was looked at. Ends after the last page, or after a failure, which is then the last result.
 * An operation that has no pages gives its one answer.
 */
export async function* pages<Operations extends OperationsOf<Operations>, const Name extends NameOf<Operations>>(
  tool: Tool<Operations>,
  request: RequestOf<Operations, Name>,
  ctx: WorkflowContext,
): AsyncGenerator<Result<OutputOf<Operations, Name>, Failure<Name>>, void, undefined> {
  // Which operations the tool has was checked right here.
  const { operations, execute } = tool as unknown as AnyTool;
  const { operation: name } = request as { readonly operation: Name };
  const operation = operations[name];
  const ask = (input: object): Promise<Result<unknown, Failure>> => execute({ ...input, operation: name }, ctx);
  let asked: object | undefined =
    operation?.pages?.first(inputOf(operation, { ...request, operation: name })) ?? request;
  while (asked !== undefined) {
    const answer: Result<unknown, Failure> = await ask(asked);
    // It is this very operation's answer.
    yield answer as Result<OutputOf<Operations, Name>, Failure<Name>>;
    asked = answer.success ? operation?.pages?.next(asked, answer.data) : undefined;
  }
}
