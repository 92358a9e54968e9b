import type { Rejected } from '../../failure.ts';
import { fail, succeed } from '../../result.ts';
import { type Frame, cancelledAt, defectAt, keep } from '../frame.ts';
import type { Outcome, Scope } from '../node.ts';
import type { Decision, Question } from '../runtime.ts';
import { type FreshName, type Named, type Step, asStep } from '../step-types.ts';

export interface GateNode {
  readonly kind: 'gate';
  readonly name: string;
  readonly ask: (scope: Scope) => Asked;
  readonly approvers: readonly string[] | undefined;
}

/** What a gate puts before the person who decides. */
export interface Asked {
  readonly question: string;
  /** More to read, as Markdown. */
  readonly details?: string;
  /** Roles or names of those who may decide this time, in place of the gate's own. */
  readonly approvers?: readonly string[];
}

export interface GateOptions {
  /** Roles or names of those who may approve; absent: anyone. The yes of anybody else is a no. */
  readonly approvers?: readonly string[];
}

/** Waits for a decision from outside. A no is the failure `rejected`. The output is the decision. */
export const gate = <Needs, const Name extends string>(
  name: FreshName<Needs, Name>,
  ask: (outputs: Needs) => Asked,
  options: GateOptions = {},
): Step<Needs, Named<Name, Decision>, Decision, Rejected<Name>> =>
  // The scope holds what `Needs` says: the builders have checked that.
  asStep({ kind: 'gate', name, ask: ask as unknown as GateNode['ask'], approvers: options.approvers });

/** Whether somebody is among those who may decide, by name or by role. */
const mayDecide = ({ by, roles = [] }: Decision, approvers: readonly string[] | undefined): boolean =>
  approvers === undefined || [by, ...roles].some((it) => approvers.includes(it));

const rejected = (name: string, { by, comment }: Decision): Outcome =>
  fail<Rejected>({
    kind: 'rejected',
    operation: name,
    message: comment === undefined ? `${by} said no` : `${by} said no: ${comment}`,
    by,
    ...(comment === undefined ? {} : { comment }),
    retryable: false,
  });

export const runGate = async (node: GateNode, frame: Frame, path: string): Promise<Outcome> => {
  const key = path + node.name;
  let asked: Asked;
  try {
    asked = node.ask(frame.scope);
  } catch (thrown) {
    return defectAt(node.name, thrown);
  }
  const question: Question = node.approvers === undefined ? asked : { approvers: node.approvers, ...asked };
  const { clock, correlationId, emit } = frame.ctx;
  emit?.({ type: 'waiting', at: key, time: clock.now(), correlationId, question: asked.question });
  const decision = await frame.runtime.gate(key, question, frame.cancellation);
  if (decision === undefined) return cancelledAt(node.name);
  const entitled = mayDecide(decision, question.approvers);
  const { by } = decision;
  const approved = decision.approved && entitled;
  emit?.({ type: 'decided', at: key, time: clock.now(), correlationId, approved, by });
  if (approved) return keep(frame, node.name, succeed(decision));
  const comment = `only ${question.approvers?.join(', ')} may approve`;
  return rejected(node.name, decision.approved ? { ...decision, comment } : decision);
};
