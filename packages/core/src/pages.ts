import type { NameOf, OperationsOf, OutputOf, RequestOf } from './catalog.ts';
import type { WorkflowContext } from './context.ts';
import type { Failure } from './failure.ts';
import type { Result } from './result.ts';
import { type AnyTool, type Tool, inputOf } from './tool.ts';

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
  // Which operations the tool has was checked right here, and it answers with the outputs of this one.
  const { operations, execute } = tool as unknown as AnyTool;
  const ask = (asked: { readonly operation: Name }) =>
    execute(asked, ctx) as Promise<Result<OutputOf<Operations, Name>, Failure<Name>>>;
  const { operation: name, ...given } = request as { readonly operation: Name };
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  // What does not fit is the tool's to refuse: the operation's own functions are given what was parsed.
  if (operation?.pages === undefined || !operation.input.safeParse(given).success) {
    yield await ask({ ...given, operation: name });
    return;
  }
  let asked: object | undefined = operation.pages.first(inputOf(operation, { ...given, operation: name }));
  while (asked !== undefined) {
    const page: { readonly operation: Name } = { ...asked, operation: name };
    const answer = await ask(page);
    yield answer;
    asked = answer.success ? operation.pages.next(inputOf(operation, page), answer.data) : undefined;
  }
}
