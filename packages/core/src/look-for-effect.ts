import type { WorkflowContext } from './context.ts';
import { type Failure, createFailure } from './failure.ts';
import { type Result, fail, succeed } from './result.ts';
import { type AnyTool, inputOf } from './tool.ts';

/**
 * Looks whether a call has had its effect. Succeeds with the output that the call would have given, or with `undefined`
 * when the effect is not there; fails when that can't be found out now. `undefined` itself: the operation does not say
 * how to look.
 */
export const lookForEffect = async (
  tool: AnyTool,
  request: { readonly operation: string },
  ctx: WorkflowContext,
  callId: string,
): Promise<Result<unknown, Failure> | undefined> => {
  const operation = tool.operations[request.operation];
  if (operation?.locate === undefined) return undefined;
  const { using, request: asked, pick } = operation.locate;
  try {
    const input = inputOf(operation, request);
    // Whoever listens to the call does not want to hear the look.
    const { onPart: _onPart, ...quiet } = ctx;
    const now = { ...quiet, fresh: true };
    const found = await tool.execute({ ...asked(input, callId), operation: using.name }, now);
    return found.success ? succeed(pick(found.data, input, callId), found.meta) : found;
  } catch (thrown) {
    // The operation's own functions: a bug in one must not end the undoing of everything else.
    return fail(createFailure(request.operation, { kind: 'defect', message: String(thrown), mayHaveHappened: false }));
  }
};
