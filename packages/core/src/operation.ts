import type { z } from 'zod';

/** `read` changes nothing; `write` adds or changes; `destroy` takes away. */
export type Effect = 'read' | 'write' | 'destroy';

/** What an answer says of the thing that was asked about. A command line ends with a code of its own for `bad`. */
export type Verdict = 'good' | 'bad';

/** What an operation's input and output schemas may be. */
export type InputSchema = z.ZodObject;
export type OutputSchema = z.ZodType;

/** What all operations have in common. Their functions are left out: one of unknown parameters fits nothing. */
export interface AnyOperation {
  readonly name: string;
  readonly summary: string;
  readonly effect: Effect;
  readonly input: InputSchema;
  readonly output: OutputSchema;
  readonly part?: z.ZodType;
  readonly idempotent?: boolean;
  readonly irreversible?: string;
}

/** How a finished call is taken back: an operation of the same catalog, and its input. */
export interface Undo<Input, Output, Inverse extends string, Given extends object> {
  readonly operation: Inverse;
  /** `undefined`: this call changed nothing that needs taking back. */
  readonly request: (input: Input, output: Output) => Given | undefined;
}

/**
 * How a call that may already have happened is looked for: a read of the same tool,
 * and where in its answer the effect of this very call shows.
 */
export interface Locate<Input, Output, Read extends AnyOperation> {
  readonly using: Read;
  /**
   * `callId` is the mark that the call left on what it made (see `WorkflowContext.callId`). `undefined`: this very call
   * left nothing that can be looked for.
   */
  readonly request: (input: Input, callId: string) => z.input<Read['input']> | undefined;
  /**
   * The output that the call would have given, or `undefined` when its effect is not there. Throws `EffectUndecided`
   * where the answer shows neither.
   */
  readonly pick: (found: z.output<Read['output']>, input: Input, callId: string) => Output | undefined;
}

/** How a long list is read page by page: inputs of the very same operation. */
export interface Pages<Input, Output, Given> {
  /** The input that gives the first page of what `input` asks for. */
  readonly first: (input: Input) => Given;
  /** The input that gives the page after `output`; `undefined` after the last one. */
  readonly next: (input: Input, output: Output) => Given | undefined;
}

/** What `pick` throws when the answer does not show whether the call has had its effect; the message says why. */
export class EffectUndecided extends Error {
  override readonly name = 'EffectUndecided';
}

/** A named, typed act on a tool, as data. Everything else about it is derived from this. */
export interface Operation<
  Name extends string,
  Acts extends Effect,
  Input extends InputSchema,
  Output extends OutputSchema,
  Inverse extends string = never,
  Given extends object = never,
  Why extends string = never,
  Read extends AnyOperation = never,
  Part extends z.ZodType = never,
> extends AnyOperation {
  readonly name: Name;
  /** One sentence for people: the row in the docs, the help of the command. */
  readonly summary: string;
  readonly effect: Acts;
  readonly input: Input;
  readonly output: Output;
  /** What the operation tells while it works, one at a time: a line of a log, the result of one test. See `stream`. */
  readonly part?: Part;
  /** Repeating the call changes nothing more, so one in doubt is simply repeated. */
  readonly idempotent?: boolean;
  readonly undo?: Undo<z.output<Input>, z.output<Output>, Inverse, Given>;
  readonly locate?: Locate<z.output<Input>, z.output<Output>, Read>;
  /** See `pages`. */
  readonly pages?: Pages<z.output<Input>, z.output<Output>, z.input<Input>>;
  /** Names what a read is about and what a write changes: what a cache holds under a name goes when that is written. */
  readonly tags?: (input: z.output<Input>) => readonly string[];
  /**
   * Whether the answer of a call that was performed is what people hoped for: red tests are an answer, and bad. Absent:
   * every answer is good.
   */
  readonly verdict?: (output: z.output<Output>) => Verdict;
  /** Why a finished call stays when a later step of its saga fails. */
  readonly irreversible?: Why;
}

/**
 * Defines an operation. `Inverse` and `Why` become `never` where the definition has none:
 * that is what a saga looks at when it refuses a write that nothing takes back.
 */
export const defineOperation = <
  const Name extends string,
  const Acts extends Effect,
  Input extends InputSchema,
  Output extends OutputSchema,
  const Inverse extends string = never,
  const Given extends object = never,
  const Why extends string = never,
  Read extends AnyOperation = never,
  Part extends z.ZodType = never,
>(
  definition: Operation<Name, Acts, Input, Output, Inverse, Given, Why, Read, Part>,
): Operation<Name, Acts, Input, Output, Inverse, Given, Why, Read, Part> => definition;
