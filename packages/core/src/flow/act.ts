import { sleepFor } from '../clock.ts';
import type { WorkflowContext } from '../context.ts';
import { type Failure, createFailure } from '../failure.ts';
import { lookForEffect, lookTwice, settleMs, undecided } from '../look-for-effect.ts';
import { fail } from '../result.ts';
import { RunInterrupted } from '../run-interrupted.ts';
import type { AnyTool, PerformedOperation } from '../tool.ts';
import { callIdOf } from './call-id.ts';
import { type Frame, cancelledAt, defectAt } from './frame.ts';
import type { Outcome } from './node.ts';
import type { Act } from './runtime.ts';
import { attemptKey } from './scope-key.ts';

type Where = Pick<Frame, 'ctx' | 'cancellation' | 'retried'>;

/** One operation as an act: how it is done, and how an earlier attempt at it is found again. */
export const createAct = (tool: AnyTool, request: { readonly operation: string }, where: Where, key: string): Act => {
  const operation = tool.operations[request.operation];
  const { ctx, retried } = where;
  const path = `${key}/`;
  const placed = { ...listening(ctx, key, operation), path, ...(retried ? { retried } : {}) };
  const call = async (as: WorkflowContext): Promise<Outcome> => {
    if (where.cancellation.cancelled) return cancelledAt(request.operation);
    try {
      return await tool.execute(request, as);
    } catch (thrown) {
      if (thrown instanceof RunInterrupted) throw thrown;
      return defectAt(request.operation, thrown);
    }
  };
  const { cancellation } = where;
  const flowing = (as: WorkflowContext) =>
    operation?.resumes === true
      ? { resumes: true, runAnew: (attempt: number) => call({ ...as, path: attemptKey(path, attempt), retried: true }) }
      : {};
  const answers = operation === undefined ? {} : { output: operation.output };
  const about = { tool: tool.name, request, cancellation, ...answers };
  if (operation === undefined || operation.effect === 'read') {
    const read = (): Promise<Outcome> => call(placed);
    return { ...about, ...flowing(placed), writes: false, run: read, recover: read };
  }
  // A write is named, so that the wrapper can leave a mark.
  const callId = callIdOf(ctx, key);
  const write = (): Promise<Outcome> => call({ ...placed, callId });
  // Looking is better than repeating, also where repeating does no harm: only so is the output that of the first time.
  const named = { ...about, ...flowing({ ...placed, callId }), writes: true, callId };
  // A flow goes on where it stopped; what is set once more is as it was.
  const isRepeated = operation.resumes === true || (operation.idempotent === true && operation.locate === undefined);
  if (isRepeated) return { ...named, run: write, recover: write };
  const lookFirst = (isInDoubt: boolean): Promise<Outcome> =>
    lookThenCall(tool, request, { ctx, callId, key, isInDoubt }, write);
  const again = (): Promise<Outcome> => lookFirst(ctx.inDoubt?.has(callId) === true);
  const recover = (): Promise<Outcome> => lookFirst(true);
  return { ...named, run: retried && operation.locate !== undefined ? again : write, recover };
};

/** What an operation tells while it works becomes an event; nobody else hears it. */
const listening = (ctx: WorkflowContext, at: string, operation: PerformedOperation | undefined): WorkflowContext => {
  const { onPart: _onPart, ...quiet } = ctx;
  const { emit, clock, correlationId } = ctx;
  if (emit === undefined || operation?.part === undefined) return quiet;
  return {
    ...quiet,
    onPart: (part) => emit({ type: 'told', kind: 'invoke', at, time: clock.now(), correlationId, part }),
  };
};

interface Sought {
  readonly ctx: WorkflowContext;
  readonly callId: string;
  readonly key: string;
  /** Whether an earlier attempt may have had its effect. */
  readonly isInDoubt: boolean;
}

const lookThenCall = async (
  tool: AnyTool,
  request: { readonly operation: string },
  { ctx, callId, key, isInDoubt }: Sought,
  call: () => Promise<Outcome>,
): Promise<Outcome> => {
  const look = () => lookForEffect(tool, request, ctx, callId);
  // What surely did not happen cannot land late.
  const found = isInDoubt ? await lookTwice(look, () => sleepFor(ctx.clock, settleMs, ctx.signal)) : await look();
  if (found === undefined) return fail(undecided(request.operation, { path: key }));
  if (!found.success) return fail(stillInDoubt(request.operation, key, found.error), found.meta);
  return found.data === undefined ? call() : found;
};

/** A look that failed leaves the write in doubt, whatever the read failed with: a saga has to look again. */
const stillInDoubt = (operation: string, key: string, error: Failure): Failure => {
  if (!error.retryable) return undecided(operation, { path: key }, error.message);
  const retryAfterMs = 'retryAfterMs' in error ? error.retryAfterMs : undefined;
  const message = `whether it has happened could not be looked up: ${error.message}`;
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return createFailure(operation, { kind: 'unavailable', message, mayHaveHappened: true, ...wait });
};
