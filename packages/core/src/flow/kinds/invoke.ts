import type { Checked, InputOf, NameOf, OperationsOf, OutputOf } from '../../catalog.ts';
import { type Failure, mayHaveHappened } from '../../failure.ts';
import type { AnyTool, Tool } from '../../tool.ts';
import { createAct } from '../act.ts';
import { type Frame, defectAt, keep } from '../frame.ts';
import type { Outcome, Scope } from '../node.ts';
import { type NameProblem, type Named, type Step, type StuckProblem, type Unreported, asStep } from '../step-types.ts';

export interface InvokeNode {
  readonly kind: 'invoke';
  readonly name: string;
  readonly tool: AnyTool;
  readonly operation: string;
  readonly request: (scope: Scope) => object;
}

/** The operation's name when it writes and neither undoes nor says why not. */
export type StuckOf<Operations, Name extends keyof Operations> = Operations[Name] extends { readonly effect: 'read' }
  ? never
  : Operations[Name] extends {
        readonly undo?: { readonly operation: infer Inverse };
        readonly irreversible?: infer Why;
      }
    ? [Inverse] extends [never]
      ? [Exclude<Why, undefined>] extends [never]
        ? Name & string
        : never
      : never
    : never;

type Problem<Needs, Operations, Name extends keyof Operations, As extends string> =
  | NameProblem<Needs, As>
  | StuckProblem<Needs, StuckOf<Operations, Name>>;

/** What a surplus field would have to be: nothing is, so the compiler prints this with its message. */
export interface NoSuchField<Message extends string> {
  readonly [noSuchField]: Message;
}
declare const noSuchField: unique symbol;

/** A mapper's answer is not checked for surplus fields by itself, and a misspelt optional one would be lost in silence. */
type NoSurplus<Name extends string, Given, Input> = [Exclude<keyof Given, keyof Input>] extends [never]
  ? unknown
  : { readonly [Key in Exclude<keyof Given, keyof Input>]: NoSuchField<`'${Name}' takes no '${Key & string}'`> };

/**
 * An operation of a Tool as a step. `request` maps the outputs before it to the operation's input and must be pure.
 * Its own output is read by the operation's name, or by `as`.
 */
export const invoke = <
  Needs,
  Operations extends OperationsOf<Operations>,
  const Name extends NameOf<Operations>,
  const Given extends InputOf<Operations, Name>,
  const As extends string = Name,
>(
  tool: Tool<Operations>,
  operation: Checked<Name, Problem<Needs, Operations, Name, As>>,
  request: (outputs: Needs) => Given & NoSurplus<Name, Given, InputOf<Operations, Name>>,
  options: { readonly as?: As } = {},
): Step<
  Needs,
  Named<As, OutputOf<Operations, Name>>,
  OutputOf<Operations, Name>,
  Failure<Name>,
  Unreported<Needs, StuckOf<Operations, Name>>
> =>
  asStep({
    kind: 'invoke',
    name: options.as ?? operation,
    // Which operations the tool has was checked right here, and the scope holds what `Needs` says.
    tool: tool as unknown as AnyTool,
    operation,
    request: request as unknown as InvokeNode['request'],
  });

export const runInvoke = async (node: InvokeNode, frame: Frame, path: string): Promise<Outcome> => {
  const key = path + node.name;
  let request: { readonly operation: string };
  try {
    request = { ...node.request(frame.scope), operation: node.operation };
  } catch (thrown) {
    return defectAt(node.name, thrown);
  }
  const act = createAct(node.tool, request, frame, key);
  const outcome = await frame.runtime.perform(key, act);
  keep(frame, node.name, outcome);
  const { callId } = act;
  if (callId === undefined) return outcome;
  if (outcome.success) frame.done.push({ key, request, callId, inDoubt: false, output: outcome.data });
  else if (mayHaveHappened(outcome.error)) {
    frame.ctx.inDoubt?.add(callId);
    frame.done.push({ key, request, callId, inDoubt: true });
  }
  return outcome;
};
