import type { Checked } from '../catalog.ts';
import type { Node } from './node.ts';

declare const types: unique symbol;
declare const undoing: unique symbol;

/** Outputs by name, as a mapper sees them. */
export type Outputs = object;

/** Marks what is read inside a saga, where every write has to be undoable. Exists for the compiler alone. */
export interface Undoing {
  readonly [undoing]?: true;
}

/**
 * A piece of work that can be composed: a node, which is plain data, and types that exist for the compiler alone.
 * `Needs`: the outputs that its mappers read. `Gives`: what later mappers can read. `Stuck`: writes that nothing undoes.
 */
export interface Step<Needs, Gives extends Outputs, Out, Fail, Stuck extends string = never> {
  readonly node: Node;
  readonly [types]: {
    readonly needs: (outputs: Needs) => void;
    readonly gives: Gives;
    readonly out: Out;
    readonly fail: Fail;
    readonly stuck: Stuck;
  };
}

/** Any step that fits where the outputs of `Needs` can be read. */
export type AnyStep<Needs> = Step<Needs, Outputs, unknown, unknown, string>;

/** Joins a node with its types, which have no values: the one place where a node is taken for a step. */
export const asStep = <AStep>(node: Node): AStep => ({ node }) as AStep;

/** An output under its name. */
export type Named<Name extends string, Out> = { readonly [Key in Name]: Out };

type TypesOf<AStep> = AStep extends { readonly [types]: infer Types } ? Types : never;

/** One of a step's types. */
export type TypeOf<AStep, Key extends 'gives' | 'out' | 'fail' | 'stuck'> =
  TypesOf<AStep> extends { readonly [Part in Key]: infer Type } ? Type : never;

/** What a flow is started with. */
export type InputOfFlow<AFlow> =
  TypesOf<AFlow> extends { readonly needs: (outputs: infer Needs) => void }
    ? Needs extends { readonly input: infer Input }
      ? Input
      : unknown
    : never;

/** What is wrong with the name of a step where the outputs of `Needs` exist already. */
export type NameProblem<Needs, Name extends string> = Name extends keyof Needs
  ? `there is a '${Name}' before this step: name it with { as: … }`
  : never;

/** What is wrong with a write that nothing undoes, where `Needs` is read inside a saga. */
export type StuckProblem<Needs, Stuck extends string> = [Stuck] extends [never]
  ? never
  : typeof undoing extends keyof Needs
    ? `'${Stuck}' writes and nothing undoes it: give the operation 'undo', or say why not with 'irreversible'`
    : never;

/** The stuck writes that were not refused where they stand, so that each is refused once. */
export type Unreported<Needs, Stuck extends string> = typeof undoing extends keyof Needs ? never : Stuck;

/** A step's name, checked against the outputs that exist where it stands. */
export type FreshName<Needs, Name extends string> = Checked<Name, NameProblem<Needs, Name>>;
