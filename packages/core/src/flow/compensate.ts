import type { EffectReport, Failure, SagaFailed } from '../failure.ts';
import { type Failed, fail } from '../result.ts';
import { type AnyTool, inverseOf } from '../tool.ts';
import { lookForEffect, lookTwice, settleMs, undecided } from '../look-for-effect.ts';
import { createAct } from './act.ts';
import { takeBack } from './call-id.ts';
import { Cancellation } from './cancellation.ts';
import { type Frame, defectOf, underCancellation } from './frame.ts';
import { toolAt } from './node-index.ts';
import type { Outcome } from './node.ts';
import type { Done } from './runtime.ts';

/** How undoing one write goes on, told to those who listen. */
const tell = (frame: Frame, at: string, report: EffectReport | undefined): void => {
  const { emit, clock, correlationId } = frame.ctx;
  const about = { at, time: clock.now(), correlationId };
  if (report === undefined) emit?.({ type: 'undoing', ...about });
  else if (report.outcome === 'undone') emit?.({ type: 'undone', ...about });
  else if (report.outcome === 'undo_failed' && report.error !== undefined)
    emit?.({ type: 'undo_failed', ...about, error: report.error });
};

/** The output of a write, looked for when it is in doubt; `absent` when it never happened. */
const effectOf = async (
  done: Done,
  tool: AnyTool,
  frame: Frame,
): Promise<{ readonly output: unknown } | 'absent' | Failure> => {
  if (!done.inDoubt) return { output: done.output };
  const find = async (): Promise<Outcome> =>
    (await lookForEffect(tool, done.request, frame.ctx, done.callId)) ??
    fail(undecided(done.request.operation, { path: done.key }));
  const look = (mark: string): Promise<Outcome> =>
    frame.runtime.perform(`${done.key}!${mark}`, {
      writes: false,
      undoes: true,
      cancellation: frame.cancellation,
      run: find,
      recover: find,
    });
  const found = await lookTwice(
    (time) => look(time === 'first' ? 'look' : 'look again'),
    () => frame.runtime.sleep(`${done.key}!settle`, settleMs, frame.cancellation),
  );
  // A tool answers with a Failure.
  if (!found.success) return found.error as Failure;
  return isNothing(found.data) ? 'absent' : { output: found.data };
};

const isNothing = (found: unknown): boolean => found === undefined || found === null;

const undo = async (done: Done, frame: Frame): Promise<EffectReport | undefined> => {
  const { key: at, request } = done;
  const tool = toolAt(frame.root, at.slice(frame.rootPath.length));
  const operation = tool.operations[request.operation];
  const effect = await effectOf(done, tool, frame);
  if (effect === 'absent') return { at, operation: request.operation, outcome: 'absent' };
  if ('kind' in effect) return { at, operation: request.operation, outcome: 'undo_failed', error: effect };
  const about = { at, operation: request.operation, output: effect.output };
  if (operation?.undo === undefined) {
    const reason = operation?.irreversible ?? 'nothing undoes it';
    return { ...about, outcome: 'kept', reason };
  }
  let inverse: ReturnType<typeof inverseOf>;
  try {
    inverse = inverseOf(operation, request, effect.output);
  } catch (thrown) {
    return { ...about, outcome: 'undo_failed', error: defectOf(request.operation, thrown) };
  }
  if (inverse === undefined) return undefined;
  const key = `${at}!undo`;
  const outcome = await frame.runtime.perform(key, { ...createAct(tool, inverse, frame, key), undoes: true });
  if (outcome.success) return { ...about, outcome: 'undone', undo: inverse.operation };
  // A tool answers with a Failure.
  return { ...about, outcome: 'undo_failed', undo: inverse.operation, error: outcome.error as Failure };
};

const isGone = ({ outcome }: EffectReport): boolean => outcome === 'undone' || outcome === 'absent';

/** What a saga passes on of its cause: the words, so that whoever reads the failure need not dig for them. */
const wordsOf = (cause: unknown): { readonly message: string; readonly hint?: string } => {
  const { message, hint } = (cause ?? {}) as { readonly message?: unknown; readonly hint?: unknown };
  const words = typeof message === 'string' ? message : String(cause);
  return typeof hint === 'string' ? { message: words, hint } : { message: words };
};

/**
 * Undoes what was done, last first, under its own time limit: the caller's signal may be why the saga failed. Goes on
 * past an undo that fails, and reports it.
 */
export const compensate = async (
  cause: unknown,
  done: readonly Done[],
  frame: Frame,
  undoLimitMs: number,
): Promise<Failed<SagaFailed>> => {
  const cancellation = Cancellation.independent();
  const { clock } = frame.ctx;
  const isLimited = frame.runtime.insistsOnUndo !== true;
  const stop = isLimited ? clock.after(undoLimitMs, () => cancellation.cancel()) : () => {};
  const under = underCancellation(frame, cancellation);
  // The caller's deadline may have passed, like its signal, and its budget may be what ended the saga.
  const { budget: _budget, deadlineAt: _deadlineAt, ...unlimited } = under.ctx;
  const limit = isLimited ? { deadlineAt: clock.now() + undoLimitMs } : {};
  const inner = { ...under, ctx: { ...unlimited, ...limit }, retried: false };
  // What sagas inside have taken back, or could not, comes first: it was earlier.
  const effects = [...frame.reports];
  try {
    for (const it of done.toReversed()) {
      tell(frame, it.key, undefined);
      const report = await undo(it, inner);
      if (report !== undefined) effects.push(report);
      if (report === undefined || isGone(report)) takeBack(frame.ctx, it.key);
      if (report !== undefined) tell(frame, it.key, report);
    }
  } finally {
    stop();
  }
  return fail({
    kind: 'saga_failed',
    operation: 'saga',
    ...wordsOf(cause),
    // What failed inside a saga is a Failure of a tool, of a step or of a flow node.
    cause: cause as Failure,
    effects,
    undoComplete: effects.every((it) => it.outcome !== 'undo_failed'),
    retryable: false,
  });
};
