import type { Failure } from '../failure.ts';
import { lookForEffect } from '../look-for-effect.ts';
import { fail } from '../result.ts';
import type { AnyTool } from '../tool.ts';
import { callIdOf } from './call-id.ts';
import { type Frame, cancelledAt, defectAt } from './frame.ts';
import type { Outcome } from './node.ts';
import type { Act } from './runtime.ts';

type Where = Pick<Frame, 'ctx' | 'cancellation' | 'retried'>;

/** One operation as an act: how it is done, and how an earlier attempt at it is found again. */
export const createAct = (tool: AnyTool, request: { readonly operation: string }, where: Where, key: string): Act => {
  const operation = tool.operations[request.operation];
  const writes = operation !== undefined && operation.effect !== 'read';
  const call = async (): Promise<Outcome> => {
    if (where.cancellation.cancelled) return cancelledAt(request.operation);
    const { ctx } = where;
    try {
      // A write is named, so that the wrapper can leave a mark.
      const placed = where.retried ? { ...ctx, path: `${key}/`, retried: true } : { ...ctx, path: `${key}/` };
      return await tool.execute(request, writes ? { ...placed, callId: callIdOf(ctx, key) } : placed);
    } catch (thrown) {
      return defectAt(request.operation, thrown);
    }
  };
  // Looking is better than repeating, also where repeating does no harm: only so is the output that of the first time.
  const repeatable = !writes || (operation.idempotent === true && operation.locate === undefined);
  if (repeatable) return { writes, request, run: call, recover: call };
  const recover = (): Promise<Outcome> => lookThenCall(tool, request, where, key, call);
  return { writes, request, run: where.retried && operation.locate !== undefined ? recover : call, recover };
};

const lookThenCall = async (
  tool: AnyTool,
  request: { readonly operation: string },
  where: Where,
  key: string,
  call: () => Promise<Outcome>,
): Promise<Outcome> => {
  const found = await lookForEffect(tool, request, where.ctx, callIdOf(where.ctx, key));
  if (found === undefined)
    return fail<Failure>({
      kind: 'needs_attention',
      operation: request.operation,
      at: key,
      message: `whether '${request.operation}' has happened cannot be found out`,
      hint: 'Look for it yourself, then go on or undo.',
      retryable: false,
    });
  return found.success && found.data === undefined ? call() : found;
};
