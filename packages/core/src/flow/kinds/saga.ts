import type { EffectReport, SagaFailed } from '../../failure.ts';
import { succeed } from '../../result.ts';
import type { Checked } from '../../catalog.ts';
import { compensate } from '../compensate.ts';
import type { Frame } from '../frame.ts';
import type { Node, Outcome } from '../node.ts';
import type { Done } from '../runtime.ts';
import type { Outputs, Step, StuckProblem, Undoing } from '../step-types.ts';

export interface SagaNode {
  readonly kind: 'saga';
  readonly nodes: readonly Node[];
  /** How long undoing may take altogether, in milliseconds. */
  readonly undoLimitMs: number;
}

/** A flow that takes itself back: when a step fails, what its finished steps wrote is undone, last first. */
export interface Saga<Needs, Gives extends Outputs, Out, Fail, Seen> extends Step<
  Needs,
  Gives,
  Out,
  SagaFailed<string, Fail>
> {
  /** Goes on with `next`. A write that nothing undoes does not compile. */
  to<MoreGives extends Outputs, NextOut, NextFail, NextStuck extends string>(
    next: Checked<Step<Seen, MoreGives, NextOut, NextFail, NextStuck>, StuckProblem<Undoing, NextStuck>>,
  ): Saga<Needs, Gives & MoreGives, NextOut, Fail | NextFail, Seen & MoreGives>;
}

export interface SagaOptions {
  /**
   * How long undoing may take altogether, in milliseconds. The caller's own limit does not count then: it may be why
   * the saga failed. @default 60_000
   */
  readonly undoLimitMs?: number;
}

interface Chain {
  readonly node: SagaNode;
  readonly to: (next: { readonly node: Node }) => Chain;
}

const chain = (nodes: readonly Node[], undoLimitMs: number): Chain => ({
  node: { kind: 'saga', nodes, undoLimitMs },
  to: (next) => chain([...nodes, next.node], undoLimitMs),
});

type Start<Needs> = Saga<Needs, {}, undefined, never, Needs & Undoing>;

/** Starts a saga from the type of its input: `saga<Change>()`; or makes one inside a flow: `saga((from) => from.to(…))`. */
export function saga<Input>(options?: SagaOptions): Start<{ readonly input: Input }>;
export function saga<Needs, Gives extends Outputs, Out, Fail>(
  body: (from: Start<Needs>) => Step<Needs, Gives, Out, Fail>,
  options?: SagaOptions,
): Step<Needs, Gives, Out, Fail>;
export function saga(
  first?: SagaOptions | ((from: never) => { readonly node: Node }),
  options: SagaOptions = {},
): unknown {
  const { undoLimitMs = 60_000 } = typeof first === 'object' ? first : options;
  const start = chain([], undoLimitMs);
  // The chain's types exist for the compiler alone.
  return typeof first === 'function' ? first(start as never) : start;
}

export const runSaga = async (node: SagaNode, frame: Frame, path: string): Promise<Outcome> => {
  const done: Done[] = [];
  const reports: EffectReport[] = [];
  const inner: Frame = { ...frame, done, reports };
  let last: Outcome = succeed(undefined);
  for (const child of node.nodes) {
    last = await frame.interpret(child, inner, path);
    if (last.success) continue;
    const failed = await compensate(last.error, done, { ...frame, reports }, node.undoLimitMs);
    frame.reports.push(...failed.error.effects);
    return failed;
  }
  frame.done.push(...done);
  frame.reports.push(...reports);
  return last;
};
