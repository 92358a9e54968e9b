import { type AnyTool, type Failure, type WorkflowContext } from '@strata/core';
import type { z } from 'zod';

/** What a call would be shown could not be looked at, so that nothing can be said for it. */
export class LookFailed extends Error {
  /** Why; of the operation that looked. */
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'LookFailed';
    this.failure = failure;
  }
}

/**
 * Asks the engine about something that a call names; `undefined` when it is not there. The question is neither the call's
 * own, nor of interest to its listener.
 *
 * @throws LookFailed when it can't be found out, and ZodError when the answer is not as it is known here.
 */
export const lookAt = async <Shape extends z.ZodType>(
  tool: AnyTool,
  request: { readonly operation: string } & Readonly<Record<string, string>>,
  shape: Shape,
  ctx: WorkflowContext,
): Promise<z.output<Shape> | undefined> => {
  const { onPart: _onPart, callId: _callId, ...quiet } = ctx;
  // An answer that was kept may be about what was there before.
  const shown = await tool.execute(request, { ...quiet, fresh: true });
  if (shown.success) return shape.parse(shown.data);
  if (shown.error.kind === 'not_found') return undefined;
  throw new LookFailed(shown.error);
};
