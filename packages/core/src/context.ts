import type { Context as TraceContext } from '@opentelemetry/api';
import type { Budget } from './budget.ts';
import { type Clock, systemClock } from './clock.ts';
import type { FlowEvent } from './events.ts';
import type { FirstLooks } from './first-looks.ts';
import type { Runtime } from './flow/runtime.ts';
import type { Revalidation } from './revalidation.ts';

/** What travels with a call from the host down to the tool: explicit, readonly, the last argument everywhere. */
export interface WorkflowContext {
  /** Names everything that one request caused, in spans, events and records. */
  readonly correlationId: string;
  /** Aborts when the caller no longer wants the answer. Every wait and every tool obeys it. */
  readonly signal: AbortSignal;
  /**
   * Names this one call, the same on every attempt at it and after a crash. Wrappers leave it as a mark on what
   * they make (in a pull request's body, on a container's label), so that `locate` finds the effect of this very
   * call. Absent: nobody will look, and nothing is marked.
   */
  readonly callId?: string;
  /** True when an earlier attempt at this call was made: a write looks first whether it is there already. */
  readonly retried?: boolean;
  /** Remembers what writes saw before their first attempts, so that a repetition knows what it is that it changes. */
  readonly firstLooks?: FirstLooks;
  /**
   * How often the effect of a call was taken back in this run, by the call's name. Kept by flows: a call that is made
   * again after that goes by another name, or what was taken back would be found and taken for made.
   */
  readonly takenBack?: Map<string, number>;
  /** The names of calls in this run that may have had their effect although they failed. Kept by flows. */
  readonly inDoubt?: Set<string>;
  /** The place in a flow that this call stands at, ending in `/`: a flow inside it names its nodes below that. */
  readonly path?: string;
  readonly clock: Clock;
  /** When the answer is of no use any more, in milliseconds since the epoch. */
  readonly deadlineAt?: number;
  /** Who acts: the agent's or the person's name. */
  readonly agent?: string;
  /** Why, in the words of whoever acts: it ends up in the record of what was done. */
  readonly reason?: string;
  /** How much may be done, by this request and everything below it together. */
  readonly budget?: Budget;
  /** Reads are performed; a write is checked, and then answered with the failure `dry_run`. */
  readonly dryRun?: boolean;
  /**
   * Hears what the called operation tells while it works (`Operation.part`), and nothing of the calls below it. The
   * operation waits for what it returns. Must not throw. See `stream`.
   */
  readonly onPart?: (part: unknown) => void | Promise<void>;
  /** The answer has to be the tool's own of this moment: no policy may give one that was asked for earlier. */
  readonly fresh?: boolean;
  /** Remembers a tool's answers, so that the tool can be asked whether they still hold. */
  readonly revalidation?: Revalidation;
  /** The span that this call belongs to; absent: whatever OpenTelemetry has active. */
  readonly trace?: TraceContext;
  /** Hears of progress. Must not throw; absent: nobody listens. */
  readonly emit?: (event: FlowEvent) => void;
  /** Runs the flows of managers; absent: in memory. */
  readonly runtime?: Runtime;
}

const neverAborted = new AbortController().signal;

/** A context for one request. Whatever is not given gets the machine's clock, a fresh id, and a signal that never aborts. */
export const createContext = (given: Partial<WorkflowContext> = {}): WorkflowContext => {
  const clock = given.clock ?? systemClock;
  return { ...given, clock, correlationId: given.correlationId ?? clock.id(), signal: given.signal ?? neverAborted };
};
