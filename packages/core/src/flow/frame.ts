import type { WorkflowContext } from '../context.ts';
import type { EffectReport, Failure } from '../failure.ts';
import { fail } from '../result.ts';
import type { Cancellation } from './cancellation.ts';
import type { Node, Outcome, Scope } from './node.ts';
import type { Branched, Done, RunBranch, Runtime } from './runtime.ts';

/** Where the interpreter stands. `scope` and `done` grow as nodes finish. */
export interface Frame {
  readonly runtime: Runtime;
  readonly root: Node;
  /** The key that the root stands at: empty, but for a flow inside another. */
  readonly rootPath: string;
  /** The context that the flow was started with, with the signal of this frame's cancellation. */
  readonly ctx: WorkflowContext;
  readonly cancellation: Cancellation;
  readonly scope: Scope;
  /** False where outputs are of no use to anyone after, so that they need not be kept. */
  readonly keeps: boolean;
  readonly done: Done[];
  /** What became of writes that sagas inside have taken back; grows, whichever failure is told in the end. */
  readonly reports: EffectReport[];
  /** True inside the second and later attempts of a retry: a write looks first whether it is there already. */
  readonly retried: boolean;
  /** True when someone listens or a span records: otherwise nothing is told, which is most of the time. */
  readonly observed: boolean;
  /** Runs any node. In the frame, so that a kind of node need not know all the others. */
  readonly interpret: Interpret;
}

export type Interpret = (node: Node, frame: Frame, path: string) => Promise<Outcome>;

/** A frame for a part that runs under another cancellation. */
export const underCancellation = (frame: Frame, cancellation: Cancellation): Frame => ({
  ...frame,
  cancellation,
  ctx: { ...frame.ctx, signal: cancellation.signal },
});

/**
 * A frame for a part whose outputs nobody outside may see: in a scope of its own. A part that is one leaf reads the
 * outer scope and keeps nothing, which saves the copy.
 */
export const inOwnScope = (frame: Frame, node: Node, outer: Scope): Frame =>
  isLeaf(node) ? { ...frame, scope: outer, keeps: false } : { ...frame, scope: { ...outer }, keeps: true };

const isLeaf = ({ kind }: Node): boolean =>
  kind === 'step' || kind === 'invoke' || kind === 'gate' || kind === 'receive';

/** Runs branches of a frame, each in its own scope, and gives back what they left. */
export const branchRunner = (frame: Frame): RunBranch => {
  let under = frame;
  return async (branch, cancellation): Promise<Branched> => {
    const done: Done[] = [];
    const reports: EffectReport[] = [];
    if (under.cancellation !== cancellation) under = underCancellation(frame, cancellation);
    const { node, retried } = branch;
    const keeps = !isLeaf(node);
    // As `inOwnScope` does, in one go: every branch passes here.
    const inner = { ...under, scope: keeps ? { ...branch.scope } : branch.scope, keeps, done, reports, retried };
    const outcome = await frame.interpret(node, inner, branch.key);
    return { outcome, done, reports, gives: keeps ? inner.scope : givesOfLeaf(node, outcome) };
  };
};

const givesOfLeaf = (node: Node, outcome: Outcome): Scope =>
  outcome.success && 'name' in node ? { [node.name]: outcome.data } : {};

/** Keeps a node's output under its name, for the nodes after it. */
export const keep = (frame: Frame, name: string, outcome: Outcome): Outcome => {
  if (outcome.success && frame.keeps) frame.scope[name] = outcome.data;
  return outcome;
};

/** User code threw: a bug, told as one. */
export const defectOf = (name: string, thrown: unknown): Failure => ({
  kind: 'defect',
  operation: name,
  message: String(thrown),
  mayHaveHappened: false,
  retryable: false,
});

/** How a node ends whose user code threw. */
export const defectAt = (name: string, thrown: unknown): Outcome => fail(defectOf(name, thrown));

/** The flow ended before this node did. */
export const cancelledAt = (name: string, message = 'cancelled before it began'): Outcome =>
  fail<Failure>({
    kind: 'cancelled',
    operation: name,
    message,
    mayHaveHappened: false,
    retryable: false,
  });
