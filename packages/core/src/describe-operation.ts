import { z } from 'zod';
import type { Effect, InputSchema, OutputSchema } from './operation.ts';

/** An operation in a list of all operations. Plain JSON. */
export interface OperationDescription {
  readonly tool: string;
  readonly operation: string;
  readonly effect: Effect;
  /** The operation that takes a finished call back; null when none does. */
  readonly undo: string | null;
  /** The read by which a call that may have happened is looked for; null when there is none. */
  readonly locate: string | null;
  /** Repeating a call changes nothing more: so it is with every read. */
  readonly idempotent: boolean;
  readonly summary: string;
}

/** All that there is to know about an operation. Plain JSON; schemas are JSON Schema, draft 2020-12. */
export interface FullDescription extends OperationDescription {
  /** Why a finished call stays; null when the definition does not say. */
  readonly irreversible: string | null;
  /** What a caller writes: fields with a default may be left out. */
  readonly input: object;
  readonly output: object;
  /** What it tells while it works; null when it tells nothing. */
  readonly part: object | null;
  /** Whether it can be read page by page. */
  readonly paged: boolean;
  /** Whether it says what it is about, so that a cache may keep it, or knows what to drop. */
  readonly tagged: boolean;
  /** Whether it tells good answers from bad ones: red tests, a command that failed. */
  readonly judged: boolean;
}

/** As much of an operation as a description needs: one of any types fits. */
export interface DescribedOperation {
  readonly name: string;
  readonly summary: string;
  readonly effect: Effect;
  readonly input: InputSchema;
  readonly output: OutputSchema;
  readonly part?: OutputSchema;
  readonly idempotent?: boolean;
  readonly irreversible?: string;
  readonly undo?: { readonly operation: string };
  readonly locate?: { readonly using: { readonly name: string } };
  readonly pages?: object;
  readonly tags?: unknown;
  readonly verdict?: unknown;
}

/** Describes an operation in a row: its name, what it does, and what takes it back or finds it again. */
export const describeOperation = (tool: string, operation: DescribedOperation): OperationDescription => ({
  tool,
  operation: operation.name,
  effect: operation.effect,
  undo: operation.undo?.operation ?? null,
  locate: operation.locate?.using.name ?? null,
  idempotent: operation.effect === 'read' || operation.idempotent === true,
  summary: operation.summary,
});

/** Describes an operation with its schemas, for help texts, servers and documents. */
export const describeInFull = (tool: string, operation: DescribedOperation): FullDescription => ({
  ...describeOperation(tool, operation),
  irreversible: operation.irreversible ?? null,
  input: z.toJSONSchema(operation.input, { io: 'input' }),
  output: z.toJSONSchema(operation.output),
  part: operation.part === undefined ? null : z.toJSONSchema(operation.part),
  paged: operation.pages !== undefined,
  tagged: operation.tags !== undefined,
  judged: operation.verdict !== undefined,
});
