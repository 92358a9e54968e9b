import type { WorkflowContext } from './context.ts';
import { type Failure, createFailure } from './failure.ts';
import { EffectUndecided } from './operation.ts';
import { type Result, fail, succeed } from './result.ts';
import { type AnyTool, inputOf } from './tool.ts';

/** A request still under way when its caller hung up may land after a look: so long until the second one, in milliseconds. */
export const settleMs = 1000;

/**
 * Looks for an effect, and once more after a while when it is not there. `settle` waits for `settleMs`, in whatever way
 * its caller waits.
 */
export const lookTwice = async <Found extends Result<unknown, unknown> | undefined>(
  look: (time: 'first' | 'again') => Promise<Found>,
  settle: () => Promise<unknown>,
): Promise<Found> => {
  const found = await look('first');
  if (found?.success !== true || (found.data !== undefined && found.data !== null)) return found;
  await settle();
  return look('again');
};

/** Whether a write has happened cannot be found out: a person has to look. */
export const undecided = (operation: string, { path }: Pick<WorkflowContext, 'path'>, why?: string): Failure => ({
  kind: 'needs_attention',
  operation,
  at: path?.replace(/\/$/, '') ?? operation,
  message: `whether '${operation}' has happened cannot be found out${why === undefined ? '' : `: ${why}`}`,
  hint: 'Look for it yourself, then go on, or take it back by hand.',
  mayHaveHappened: true,
  retryable: false,
});

/**
 * Looks whether a call has had its effect. Succeeds with the output that the call would have given, or with `undefined`
 * when the effect is not there; fails when that can't be found out now. `undefined` itself: there is no way to look for
 * this call.
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
    const question = asked(input, callId);
    if (question === undefined) return undefined;
    // Whoever listens to the call does not want to hear the look.
    const { onPart: _onPart, ...quiet } = ctx;
    const now = { ...quiet, fresh: true };
    const found = await tool.execute({ ...question, operation: using.name }, now);
    return found.success ? succeed(pick(found.data, input, callId), found.meta) : found;
  } catch (thrown) {
    if (thrown instanceof EffectUndecided) return fail(undecided(request.operation, ctx, thrown.message));
    // The operation's own functions: a bug in one must not end the undoing of everything else.
    return fail(createFailure(request.operation, { kind: 'defect', message: String(thrown), mayHaveHappened: false }));
  }
};
