import type { EffectReport } from '../failure.ts';
import type { OutputSchema } from '../operation.ts';
import type { Cancellation } from './cancellation.ts';
import type { Node, Outcome, Scope } from './node.ts';

/** A write that a saga may have to undo. Plain JSON, so that a branch can hand it back from another process. */
export interface Done {
  readonly key: string;
  readonly request: { readonly operation: string };
  /** The mark that the call left. */
  readonly callId: string;
  /** True: the call failed in a way that leaves open whether it happened. Then there is no `output`. */
  readonly inDoubt: boolean;
  readonly output?: unknown;
}

/** A part of a flow that runs in a scope of its own: JSON but for `node`, which its key finds again in another process. */
export interface Branch {
  readonly key: string;
  readonly node: Node;
  readonly scope: Scope;
  readonly retried: boolean;
}

/** What a branch hands back. `gives`: its scope as it left it, or what it added. */
export interface Branched {
  readonly outcome: Outcome;
  readonly done: readonly Done[];
  readonly gives: Scope;
  /** What became of writes that sagas inside have taken back. */
  readonly reports: readonly EffectReport[];
}

/** Runs a branch in this process. */
export type RunBranch = (branch: Branch, cancellation: Cancellation) => Promise<Branched>;

/** One act with the outside world. */
export interface Act {
  readonly writes: boolean;
  /** The tool that is asked; absent: a step of the flow's own. */
  readonly tool?: string;
  /** True for an operation that is a flow itself, whose own acts come through the same runtime. */
  readonly resumes?: boolean;
  /** Goes through a flow that has failed once more, at places of its own: `#2/…` below its key, then `#3/…`. */
  readonly runAnew?: (attempt: number) => Promise<Outcome>;
  /** True when it takes back what an earlier act has done, or looks for what there is to take back. */
  readonly undoes?: boolean;
  readonly request?: { readonly operation: string };
  /** What an answer has to be; absent: a step of the flow's own. */
  readonly output?: OutputSchema;
  /** The name of a write: the mark that it leaves. */
  readonly callId?: string;
  /** Cancelled when the act is no longer wanted; it ends by itself then. */
  readonly cancellation: Cancellation;
  readonly run: () => Promise<Outcome>;
  /** Called in place of `run` when an earlier life of this run may have done it already. */
  readonly recover: () => Promise<Outcome>;
}

/** Who may open a gate, and until when. */
export interface GateRules {
  /** Roles or names of those who may decide; absent: anyone. The yes of anybody else is a no. */
  readonly approvers?: readonly string[];
  /** How many different people have to say yes. One no is enough to refuse. @default 1 */
  readonly quorum?: number;
  /** What the gate answers by itself when nobody has decided for so long; absent: it waits for as long as it takes. */
  readonly expires?: { readonly afterMs: number; readonly outcome: 'approved' | 'rejected' };
  /** How often those who may decide are reminded, in milliseconds; absent: never. */
  readonly remindEveryMs?: number;
}

/** What a gate asks. */
export interface Question extends GateRules {
  readonly question: string;
  /** More to read before deciding, as Markdown. */
  readonly details?: string;
}

/** What one person says at a gate. */
export interface Vote {
  readonly approved: boolean;
  /** Who decided. */
  readonly by: string;
  /** What they may decide as. */
  readonly roles?: readonly string[];
  readonly comment?: string;
}

/** The answer at a gate: the vote that settled it. */
export interface Decision extends Vote {
  /** All votes, in their order, where more than one was needed. */
  readonly votes?: readonly Vote[];
  /** True when nobody decided in time, and this is the gate's own answer. */
  readonly expired?: boolean;
}

/** How branches run side by side. */
export interface FanOut {
  /** How many run at the same time, at most. */
  readonly atOnce: number;
  /** `all`: the first failure cancels the others. `first`: the first success does. */
  readonly until: 'all' | 'first';
}

/**
 * All that a flow needs from the world that runs it. A key names a place in the tree and occurs once per run.
 * What a runtime throws passes through the flow untouched; failures are returned.
 */
export interface Runtime {
  perform(key: string, act: Act): Promise<Outcome>;
  /** Runs branches side by side. All of them have ended when it returns; their results are in the order given. */
  fanOut(
    branches: readonly Branch[],
    how: FanOut,
    cancellation: Cancellation,
    run: RunBranch,
  ): Promise<readonly Branched[]>;
  /** Runs a branch and cancels it after `limitMs`. It has ended when this returns, in time or not. */
  within(
    key: string,
    branch: Branch,
    limitMs: number,
    cancellation: Cancellation,
    run: RunBranch,
  ): Promise<{ readonly inTime: boolean; readonly ended: Branched }>;
  /** Resolves false when cancellation ended it. */
  sleep(key: string, delayMs: number, cancellation: Cancellation): Promise<boolean>;
  /** Resolves with `undefined` when cancellation ended the wait. */
  gate(key: string, question: Question, cancellation: Cancellation): Promise<Decision | undefined>;
  /** Waits for a message of that name from outside. Resolves with `undefined` when cancellation ended the wait. */
  receive(key: string, name: string, cancellation: Cancellation): Promise<{ readonly message: unknown } | undefined>;
  /**
   * Whether an earlier life of this run has got to anything below a path: then it is gone through again even when the run
   * has been cancelled since, for what it has done has to be known. Absent: a run has but one life.
   */
  readonly hasBegun?: (path: string) => boolean;
  /** Told of each flow that begins, at which path. Throws when the run began there with a flow that differs. */
  readonly enter?: (path: string, root: Node) => void;
  /** True when an act that undoes is repeated until it is done: then a saga sets no limit to undoing. */
  readonly insistsOnUndo?: boolean;
}
