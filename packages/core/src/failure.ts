/** One field of an input that does not fit, as `path` from the input's root (`files[2].path`). */
export interface InputIssue {
  readonly path: string;
  readonly message: string;
}

interface Described<Name extends string> {
  /** The operation that failed. */
  readonly operation: Name;
  /** One line that names the cause. Never holds a secret. */
  readonly message: string;
  /** One line that says what to do next. */
  readonly hint?: string;
}

interface Final<Name extends string> extends Described<Name> {
  readonly retryable: false;
}

interface Passing<Name extends string> extends Described<Name> {
  readonly retryable: true;
}

/** The call reached the tool, or may have: its effect is in doubt and has to be looked for. */
interface Doubtful {
  readonly mayHaveHappened: boolean;
}

/** The request does not fit the operation's schema; nothing was sent. */
export interface InvalidInput<Name extends string = string> extends Final<Name> {
  readonly kind: 'invalid_input';
  readonly issues: readonly InputIssue[];
}
/** No credentials, or ones that the tool does not accept. */
export interface Unauthenticated<Name extends string = string> extends Final<Name> {
  readonly kind: 'unauthenticated';
}
/** The credentials are good, but don't allow this; or a rule of one's own does not. */
export interface Forbidden<Name extends string = string> extends Final<Name> {
  readonly kind: 'forbidden';
  /** The name of one's own rule that said no; absent when it was the tool. */
  readonly rule?: string;
}
export interface NotFound<Name extends string = string> extends Final<Name> {
  readonly kind: 'not_found';
}
/** The tool's present state does not allow this: it exists already, it moved on, it does not merge. */
export interface Conflict<Name extends string = string> extends Final<Name> {
  readonly kind: 'conflict';
}
/** The tool understood and said no for a reason of its own. */
export interface Refused<Name extends string = string> extends Final<Name> {
  readonly kind: 'refused';
  /** What there is to know about the reason, as plain JSON. */
  readonly details?: unknown;
}
/** The tool is not installed, or not where it was looked for. `hint` says how to get it. */
export interface ToolMissing<Name extends string = string> extends Final<Name> {
  readonly kind: 'tool_missing';
  readonly hint: string;
}
/** A quota is used up; nothing was done. */
export interface RateLimited<Name extends string = string> extends Passing<Name> {
  readonly kind: 'rate_limited';
  /** How long the tool asks to wait, in milliseconds. */
  readonly retryAfterMs: number;
}
/** The tool could not be reached, or broke off: no connection, a 5xx, a cut answer. */
export interface Unavailable<Name extends string = string> extends Passing<Name>, Doubtful {
  readonly kind: 'unavailable';
  /** When asking again makes sense, in milliseconds from now, where that is known. */
  readonly retryAfterMs?: number;
}
/** The time limit ended the work. */
export interface TimedOut<Name extends string = string> extends Passing<Name>, Doubtful {
  readonly kind: 'timed_out';
  readonly limitMs: number;
}
/** The caller's signal ended the work. */
export interface Cancelled<Name extends string = string> extends Final<Name>, Doubtful {
  readonly kind: 'cancelled';
}
/** The tool answered with something that the operation's output schema does not allow. */
export interface UnexpectedAnswer<Name extends string = string> extends Final<Name>, Doubtful {
  readonly kind: 'unexpected_answer';
}
/** A write in a dry run: it was checked, and not performed. */
export interface DryRun<Name extends string = string> extends Final<Name> {
  readonly kind: 'dry_run';
  /** The input as the tool would have read it, defaults filled in. */
  readonly input: unknown;
}
/** A bug in a wrapper or in user code: it threw something that nobody classified. */
export interface Defect<Name extends string = string> extends Final<Name>, Doubtful {
  readonly kind: 'defect';
}

/** A person, or a rule, said no at a gate. */
export interface Rejected<Name extends string = string> extends Final<Name> {
  readonly kind: 'rejected';
  readonly by: string;
  readonly comment?: string;
}
/** Whether a write has happened cannot be found out: a person has to look. */
export interface NeedsAttention<Name extends string = string> extends Final<Name>, Doubtful {
  readonly kind: 'needs_attention';
  /** The place of the write in its flow. */
  readonly at: string;
}

/** What became of one finished write when its saga failed. */
export interface EffectReport {
  /** The place of the write in the flow. */
  readonly at: string;
  readonly operation: string;
  /** `absent`: it was in doubt, and looking for it showed that it never happened. `kept`: it cannot be undone, see `reason`. */
  readonly outcome: 'undone' | 'kept' | 'absent' | 'undo_failed';
  /** What the write had answered; absent when it was in doubt and not found. */
  readonly output?: unknown;
  /** The operation that took it back. */
  readonly undo?: string;
  readonly reason?: string;
  readonly error?: Failure;
}
/** A saga failed; what its steps had done was taken back as `effects` says, last first. */
export interface SagaFailed<Name extends string = string, Cause = Failure> extends Final<Name> {
  readonly kind: 'saga_failed';
  readonly cause: Cause;
  readonly effects: readonly EffectReport[];
  /** False when something that should have been undone is still there. */
  readonly undoComplete: boolean;
}

/**
 * Everything that an operation can fail with. Plain JSON, so it survives a journal and a wire.
 * `retryable` is a literal of the kind and is set once, where the wrapper classifies its tool's error.
 */
export type Failure<Name extends string = string> =
  | InvalidInput<Name>
  | Unauthenticated<Name>
  | Forbidden<Name>
  | NotFound<Name>
  | Conflict<Name>
  | Refused<Name>
  | ToolMissing<Name>
  | RateLimited<Name>
  | Unavailable<Name>
  | TimedOut<Name>
  | Cancelled<Name>
  | UnexpectedAnswer<Name>
  | DryRun<Name>
  | Defect<Name>
  | Rejected<Name>
  | NeedsAttention<Name>
  | SagaFailed<Name>;

export type FailureKind = Failure['kind'];

/** Which kinds may pass by themselves. The one place where this is decided. */
const retryable = {
  invalid_input: false,
  unauthenticated: false,
  forbidden: false,
  not_found: false,
  conflict: false,
  refused: false,
  tool_missing: false,
  rate_limited: true,
  unavailable: true,
  timed_out: true,
  cancelled: false,
  unexpected_answer: false,
  dry_run: false,
  defect: false,
  rejected: false,
  needs_attention: false,
  saga_failed: false,
} as const satisfies { readonly [Kind in FailureKind]: Extract<Failure, { kind: Kind }>['retryable'] };

/** What a classifier has to say about a kind: everything but what follows from the kind itself. */
export type Classified = FailureKind extends infer Kind
  ? Kind extends FailureKind
    ? Omit<Extract<Failure, { kind: Kind }>, 'operation' | 'retryable'>
    : never
  : never;

/** Makes a failure of an operation from what its tool's error was classified as. */
export const createFailure = <Name extends string>(operation: Name, classified: Classified): Failure<Name> =>
  // The kind decides `retryable`, which TypeScript can't follow through the union.
  ({ ...classified, operation, retryable: retryable[classified.kind] }) as Failure<Name>;

/** Whether this is a Failure, and not something that a step of one's own failed with. */
export const isFailure = (error: unknown): error is Failure =>
  typeof error === 'object' &&
  error !== null &&
  'kind' in error &&
  Object.hasOwn(retryable, String(error.kind)) &&
  'retryable' in error;

/** Whether the effect of a failed call may be there all the same, so that it has to be looked for. */
export const mayHaveHappened = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'mayHaveHappened' in error && error.mayHaveHappened === true;
