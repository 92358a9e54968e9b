import type { z } from 'zod';

/** `read` changes nothing; `write` adds or changes; `destroy` takes away. */
export type Effect = 'read' | 'write' | 'destroy';

/** A request by name: what `undo` returns and `execute` takes. */
export interface NamedRequest {
  readonly operation: string;
}

/** What an operation's input and output schemas may be. */
export type InputSchema = z.ZodObject;
export type OutputSchema = z.ZodType;

/** What all operations have in common. `undo` and `locate` are left out: a function of unknown parameters fits nothing. */
export interface AnyOperation {
  readonly name: string;
  readonly summary: string;
  readonly effect: Effect;
  readonly input: InputSchema;
  readonly output: OutputSchema;
  readonly idempotent?: boolean;
  readonly irreversible?: string;
}

/**
 * How a call that may already have happened is looked for: a read of the same tool,
 * and where in its answer the effect of this very call shows.
 */
export interface Locate<Input, Output, Read extends AnyOperation> {
  readonly using: Read;
  /** `callId` is the mark that the call left on what it made (see `WorkflowContext.callId`). */
  readonly request: (input: Input, callId: string) => z.input<Read['input']>;
  /** The output that the call would have given, or `undefined` when its effect is not there. */
  readonly pick: (found: z.output<Read['output']>, input: Input, callId: string) => Output | undefined;
}

/** A named, typed act on a tool, as data. Everything else about it is derived from this. */
export interface Operation<
  Name extends string,
  Acts extends Effect,
  Input extends InputSchema,
  Output extends OutputSchema,
  Undo extends NamedRequest = never,
  Why extends string = never,
  Read extends AnyOperation = never,
> extends AnyOperation {
  readonly name: Name;
  /** One sentence for people: the row in the docs, the help of the command. */
  readonly summary: string;
  readonly effect: Acts;
  readonly input: Input;
  readonly output: Output;
  /** Repeating the call changes nothing more, so one in doubt is simply repeated. */
  readonly idempotent?: boolean;
  /** The request that takes a finished call back. `undefined`: this call changed nothing that needs taking back. */
  readonly undo?: (input: z.output<Input>, output: z.output<Output>) => Undo | undefined;
  readonly locate?: Locate<z.output<Input>, z.output<Output>, Read>;
  /** Why a finished call stays when a later step of its saga fails. */
  readonly irreversible?: Why;
}

/**
 * Defines an operation. `Undo` and `Why` become `never` where the definition has none:
 * that is what a saga looks at when it refuses a write that nothing takes back.
 */
export const defineOperation = <
  const Name extends string,
  const Acts extends Effect,
  Input extends InputSchema,
  Output extends OutputSchema,
  const Undo extends NamedRequest = never,
  const Why extends string = never,
  Read extends AnyOperation = never,
>(
  definition: Operation<Name, Acts, Input, Output, Undo, Why, Read>,
): Operation<Name, Acts, Input, Output, Undo, Why, Read> => definition;
