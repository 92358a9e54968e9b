import { type Frame } from '../frame.ts';
import type { Node, Outcome } from '../node.ts';
import { succeed } from '../../result.ts';
import { type Outputs, type Step, asStep } from '../step-types.ts';

export interface SequenceNode {
  readonly kind: 'sequence';
  readonly nodes: readonly Node[];
}

/** `a >> b`. `Seen` is what the next step's mappers can read. */
export interface Flow<Needs, Gives extends Outputs, Out, Fail, Stuck extends string, Seen> extends Step<
  Needs,
  Gives,
  Out,
  Fail,
  Stuck
> {
  /** Goes on with `next`, which can read what the steps before it gave. */
  to<MoreGives extends Outputs, NextOut, NextFail, NextStuck extends string>(
    next: Step<Seen, MoreGives, NextOut, NextFail, NextStuck>,
  ): Flow<Needs, Gives & MoreGives, NextOut, Fail | NextFail, Stuck | NextStuck, Seen & MoreGives>;
}

/** A body is written as a function of where it starts: only so are its mappers typed at any depth. */
export type Body<Seen, AStep> = (from: Flow<Seen, {}, undefined, never, never, Seen>) => AStep;

interface Chain {
  readonly node: SequenceNode;
  readonly to: (next: { readonly node: Node }) => Chain;
}

const chain = (nodes: readonly Node[]): Chain => ({
  node: { kind: 'sequence', nodes },
  to: (next) => chain([...nodes, next.node]),
});

/** The node of a body; a sequence of one is that one. The types of `from` belong to the builders. */
export const nodeOf = (body: unknown): Node => {
  const { node } = (body as (from: Chain) => { readonly node: Node })(chain([]));
  const [only, ...more] = node.kind === 'sequence' ? node.nodes : [];
  return only !== undefined && more.length === 0 ? only : node;
};

/** Starts a flow from its first step, or from the type of its input: `flow<Change>()`. */
export function flow<Needs, Gives extends Outputs, Out, Fail, Stuck extends string>(
  first: Step<Needs, Gives, Out, Fail, Stuck>,
): Flow<Needs, Gives, Out, Fail, Stuck, Needs & Gives>;
export function flow<Input>(): Flow<{ readonly input: Input }, {}, undefined, never, never, { readonly input: Input }>;
export function flow(first?: { readonly node: Node }): unknown {
  return chain(first === undefined ? [] : [first.node]);
}

/** Starts a part of a flow, which reads the outputs of `Needs` wherever it is put: for flows in several functions. */
export const part = <Needs>(): Flow<Needs, {}, undefined, never, never, Needs> =>
  // The chain's types exist for the compiler alone.
  chain([]) as unknown as Flow<Needs, {}, undefined, never, never, Needs>;

/** Several steps as one, inside another step. */
export const sequence = <Needs, Gives extends Outputs, Out, Fail, Stuck extends string>(
  body: Body<Needs, Step<Needs, Gives, Out, Fail, Stuck>>,
): Step<Needs, Gives, Out, Fail, Stuck> => asStep(nodeOf(body));

export const runSequence = async (node: SequenceNode, frame: Frame, path: string): Promise<Outcome> => {
  let last: Outcome = succeed(undefined);
  for (const child of node.nodes) {
    last = await frame.interpret(child, frame, path);
    if (!last.success) return last;
  }
  return last;
};
