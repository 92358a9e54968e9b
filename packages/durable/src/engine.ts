import type { Failure, FlowEvent, Question, Result, Vote } from '@strata/core';
import type { EntryKind } from './journal/entry.ts';
import type { PortableRun } from './portable-run.ts';
import type { ReplayVerdict } from './replay-check.ts';
import type { PruneOptions, StoreSize } from './retention.ts';
import type { Attention, Resolution } from './runtime/known.ts';
import type { Schedule, ScheduleSpec } from './schedules/schedules.ts';
import type { InputOfWorkflow, Workflows } from './workflow.ts';

/**
 * How far a run is. `pending`: it waits for its turn. `waiting`: for a gate, a message, a time or a person, and holds no
 * memory. `blocked`: the flow of today is not the one that it began with, see `problem`.
 */
export type RunStatus = 'pending' | 'running' | 'waiting' | 'paused' | 'blocked' | 'succeeded' | 'failed' | 'cancelled';

/** The ones that nothing follows but a retry. */
export const endedStatuses = ['succeeded', 'failed', 'cancelled'] as const satisfies readonly RunStatus[];

/** Whether a run has ended. */
export const isEnded = (status: RunStatus): boolean => endedStatuses.some((it) => it === status);

/** One execution of a flow, or of one request. Plain JSON. */
export interface Run {
  readonly id: string;
  /** The name of the workflow, or `tool.operation`. */
  readonly workflow: string;
  readonly status: RunStatus;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly endedAt?: number;
  /** Higher ones come first. */
  readonly priority: number;
  /** When it is of no use any more and is cancelled, in milliseconds since the epoch. */
  readonly deadlineAt?: number;
  readonly idempotencyKey?: string;
  /** Who started it. */
  readonly agent?: string;
  /** The run that this one was forked from. */
  readonly forkOf?: string;
  /** The schedule that started it. */
  readonly schedule?: string;
  /** When it goes on by itself, in milliseconds since the epoch. */
  readonly wakeAt?: number;
  /** The gates and messages that it waits for, by their place. */
  readonly waitsFor?: readonly string[];
  /** What only a person can settle, by its place. */
  readonly attention?: Readonly<Record<string, Attention>>;
  /** Why it is blocked, or was ended so: what the flow was, and what it is now. */
  readonly problem?: { readonly message: string; readonly expected: string; readonly found: string };
}

/** A run with what it was started with, and what came of it. */
export interface RunDetails extends Run {
  readonly input: unknown;
  readonly outcome?: Result<unknown, unknown>;
  /** The gates that are open. */
  readonly gates: readonly OpenGate[];
  /** What somebody wants of it, which it has not come to yet. */
  readonly wanted?: { readonly what: 'cancel' | 'pause'; readonly by: string; readonly comment?: string };
}

/** A gate that waits for a decision. */
export interface OpenGate {
  /** Its place in the flow. */
  readonly at: string;
  readonly question: Question;
  readonly openedAt: number;
  /** When it decides by itself. */
  readonly expiresAt?: number;
  /** Votes so far, where more than one is needed. */
  readonly votes: readonly Vote[];
  /** To whom votes were handed on, by whom. */
  readonly delegates: Readonly<Record<string, string>>;
}

/** How a run is started. */
export interface StartOptions {
  /** @default a fresh one */
  readonly runId?: string;
  /** The run that was started with this key before is given again, and no other is started. */
  readonly idempotencyKey?: string;
  /** Runs of a higher one come first when there are more than can be driven at once. @default 0 */
  readonly priority?: number;
  /** When the run is of no use any more and is cancelled, in milliseconds since the epoch. */
  readonly deadlineAt?: number;
  /** Who starts it. */
  readonly agent?: string;
}

/** A run that was started, or found. */
export interface Started {
  readonly runId: string;
  /** False when it had been started before, under the same id or key. */
  readonly isNew: boolean;
}

/** Which runs to list. */
export interface RunFilter {
  readonly status?: RunStatus | readonly RunStatus[];
  readonly workflow?: string;
  /** Only those with something that only a person can settle. */
  readonly needsAttention?: boolean;
  /** Only those created at or after this moment. */
  readonly createdFrom?: number;
  readonly createdUntil?: number;
  readonly schedule?: string;
  /** How many to give, newest first. @default 50 */
  readonly limit?: number;
  /** Where the page before ended. */
  readonly cursor?: string;
}

export interface RunPage {
  readonly runs: readonly Run[];
  /** For the page after this one; absent on the last. */
  readonly nextCursor?: string;
}

/** Who does something to a run, and why. It is recorded. */
export interface By {
  readonly by: string;
  readonly comment?: string;
}

/** What an engine says no to: the run is not there, is over, or not in a state for this. */
export type EngineResult<Data, Name extends string = string> = Result<Data, Failure<Name>>;

/** Something that has happened to a run. */
export type RunEvent =
  | { readonly type: 'status'; readonly runId: string; readonly status: RunStatus; readonly time: number }
  | { readonly type: 'flow'; readonly runId: string; readonly event: FlowEvent }
  | {
      readonly type: 'reminder';
      readonly runId: string;
      readonly at: string;
      readonly question: Question;
      readonly time: number;
    }
  | {
      readonly type: 'attention';
      readonly runId: string;
      readonly at: string;
      readonly attention: Attention | undefined;
      readonly time: number;
    };

/** Who decides at a gate, and how. Their roles are not theirs to say: the engine looks them up. */
export interface Ballot extends By {
  readonly approved: boolean;
}

/** Starts runs, and keeps them going through whatever happens to their process. */
export interface Engine<Known extends Workflows = Workflows> extends AsyncDisposable {
  /** Starts a workflow that the engine was opened with. */
  start<Name extends keyof Known & string>(
    workflow: Name,
    input: InputOfWorkflow<Known[Name]>,
    options?: StartOptions,
  ): Promise<EngineResult<Started, 'start'>>;
  /** Starts one request to a tool that the engine was opened with, by the tool's name. */
  request(
    tool: string,
    request: { readonly operation: string; readonly [field: string]: unknown },
    options?: StartOptions,
  ): Promise<EngineResult<Started, 'request'>>;
  /** Waits until a run has ended, and gives what came of it. A signal ends the waiting, not the run. */
  result(
    runId: string,
    options?: { readonly signal?: AbortSignal },
  ): Promise<EngineResult<Result<unknown, unknown>, 'result'>>;
  get(runId: string): Promise<RunDetails | undefined>;
  list(filter?: RunFilter): Promise<RunPage>;
  /** What a run has done until now, in its order. */
  history(runId: string): Promise<readonly HistoryEntry[] | undefined>;
  /**
   * Ends a run, whose sagas take back what they say. One that was blocked already, and cannot be gone on with now either,
   * ends as it is: its outcome names what it has done and nobody has taken back.
   */
  cancel(runId: string, by: By): Promise<EngineResult<void, 'cancel'>>;
  /** Lets a run go no further than what it is at. */
  pause(runId: string, by: By): Promise<EngineResult<void, 'pause'>>;
  /** Lets a run go on that was paused, or that was blocked. */
  resume(runId: string, by: By): Promise<EngineResult<void, 'resume'>>;
  /**
   * Begins a new run of what has failed: what the failed one has done, and still stands, is not done again. What was read
   * or decided after something that was taken back since is read and decided again.
   */
  retry(runId: string): Promise<EngineResult<Started, 'retry'>>;
  /**
   * Begins a new run that goes on from a node of an earlier one, with what that had done before the node, and with
   * another input if one is given. Refused with `conflict` when some of that was taken back since.
   */
  fork(runId: string, how: { readonly from: string; readonly input?: unknown }): Promise<EngineResult<Started, 'fork'>>;
  /** Makes a schedule that starts runs by itself, or changes the one of that name. */
  schedule(id: string, spec: ScheduleSpec): Promise<EngineResult<Schedule, 'schedule'>>;
  /** Takes a schedule away; what it has started goes on. */
  unschedule(id: string): Promise<EngineResult<void, 'unschedule'>>;
  schedules(): Promise<readonly Schedule[]>;
  /** A run as one document, without the secrets that the engine knows. */
  export(runId: string): Promise<EngineResult<PortableRun, 'export'>>;
  /** Takes a run out of a document. One that had not ended is paused. */
  import(document: unknown): Promise<EngineResult<Started, 'import'>>;
  /** Takes runs away that ended long ago. Gives how many. */
  prune(options: PruneOptions): Promise<number>;
  /** Gives the room of what was taken away back to the disk. */
  vacuum(): Promise<StoreSize>;
  /** Goes through the histories of runs with the code of today, doing nothing: shows which could not go on with it. */
  check(filter?: RunFilter): Promise<readonly ReplayVerdict[]>;
  /** Votes at an open gate. */
  decide(runId: string, gate: string, ballot: Ballot): Promise<EngineResult<GateState, 'decide'>>;
  /** Lets somebody else vote in one's place at one gate. */
  delegate(runId: string, gate: string, from: By, to: string): Promise<EngineResult<void, 'delegate'>>;
  /** Sends a message to a run, which takes it when it comes to wait for one of that name. */
  signal(runId: string, name: string, message: unknown): Promise<EngineResult<void, 'signal'>>;
  /** Answers what only a person can settle. */
  resolve(runId: string, at: string, resolution: Resolution): Promise<EngineResult<void, 'resolve'>>;
  /** What happens, as it happens, to one run or to all; ends with the signal, or when the one run has ended. */
  watch(filter?: { readonly runId?: string; readonly signal?: AbortSignal }): AsyncIterable<RunEvent>;
}

/** What a vote has come to. */
export interface GateState {
  readonly verdict: 'approved' | 'rejected' | 'open';
  /** How many more people have to say yes. */
  readonly missing: number;
}

/** One line of a run's history. */
export interface HistoryEntry {
  readonly kind: EntryKind;
  /** The place in the flow. */
  readonly at: string;
  readonly time: number;
  readonly value?: unknown;
}
