import type { Node, Outputs, Step } from '@strata/core';
import type { z } from 'zod';

declare const types: unique symbol;

/** A flow that an engine can start by name, with the schema of what it is started with. Its types have no values. */
export interface Workflow<Input = unknown, Out = unknown, Fail = unknown> {
  readonly input: z.ZodType;
  readonly flow: { readonly node: Node };
  readonly [types]?: { readonly input: Input; readonly out: Out; readonly fail: Fail };
}

/** Workflows by name. */
export type Workflows = Readonly<Record<string, Workflow>>;

type TypesOf<AWorkflow> = AWorkflow extends { readonly [types]?: infer Types } ? NonNullable<Types> : never;

/** What a workflow is started with, defaults left out. */
export type InputOfWorkflow<AWorkflow> = TypesOf<AWorkflow> extends { readonly input: infer Input } ? Input : never;
/** What a workflow gives. */
export type OutOfWorkflow<AWorkflow> = TypesOf<AWorkflow> extends { readonly out: infer Out } ? Out : never;

/**
 * Makes a workflow of a flow. What it is started with is held against the schema before anything begins, and before
 * anybody is asked anything.
 */
export const defineWorkflow = <Schema extends z.ZodType, Out, Fail>(given: {
  readonly input: Schema;
  readonly flow: Step<{ readonly input: z.output<Schema> }, Outputs, Out, Fail, string>;
}): Workflow<z.input<Schema>, Out, Fail> => ({ input: given.input, flow: given.flow });
