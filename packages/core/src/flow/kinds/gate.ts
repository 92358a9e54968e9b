import type { Rejected } from '../../failure.ts';
import { fail, succeed } from '../../result.ts';
import { type Frame, cancelledAt, defectAt, keep } from '../frame.ts';
import type { Outcome, Scope } from '../node.ts';
import { mayDecide, verdictOf } from '../gate-verdict.ts';
import type { Decision, GateRules, Question } from '../runtime.ts';
import { type FreshName, type Named, type Step, asStep } from '../step-types.ts';

export interface GateNode {
  readonly kind: 'gate';
  readonly name: string;
  readonly ask: (scope: Scope) => Asked;
  readonly rules: GateRules;
}

/** What a gate puts before the person who decides. */
export interface Asked {
  readonly question: string;
  /** More to read, as Markdown. */
  readonly details?: string;
  /** Roles or names of those who may decide this time, in place of the gate's own. */
  readonly approvers?: readonly string[];
}

/** Waits for a decision from outside. A no is the failure `rejected`. The output is the decision. */
export const gate = <Needs, const Name extends string>(
  name: FreshName<Needs, Name>,
  ask: (outputs: Needs) => Asked,
  rules: GateRules = {},
): Step<Needs, Named<Name, Decision>, Decision, Rejected<Name>> =>
  // The scope holds what `Needs` says: the builders have checked that.
  asStep({ kind: 'gate', name, ask: ask as unknown as GateNode['ask'], rules });

const rejected = (name: string, { by, comment }: Decision): Outcome =>
  fail<Rejected>({
    kind: 'rejected',
    operation: name,
    message: comment === undefined ? `${by} said no` : `${by} said no: ${comment}`,
    by,
    ...(comment === undefined ? {} : { comment }),
    retryable: false,
  });

/** Why a yes does not count. */
const whyNot = ({ approvers, quorum = 1 }: Question, { by, roles }: Decision): string =>
  mayDecide({ by, ...(roles === undefined ? {} : { roles }) }, approvers === undefined ? {} : { approvers })
    ? `${quorum} different people have to approve`
    : `only ${approvers?.join(', ')} may approve`;

export const runGate = async (node: GateNode, frame: Frame, path: string): Promise<Outcome> => {
  const key = path + node.name;
  let asked: Asked;
  try {
    asked = node.ask(frame.scope);
  } catch (thrown) {
    return defectAt(node.name, thrown);
  }
  const question: Question = { ...node.rules, ...asked };
  const { clock, correlationId, emit } = frame.ctx;
  emit?.({ type: 'waiting', at: key, time: clock.now(), correlationId, question: asked.question });
  const decision = await frame.runtime.gate(key, question, frame.cancellation);
  if (decision === undefined) return cancelledAt(node.name);
  const { by, expired, votes = [decision] } = decision;
  const approved = decision.approved && (expired === true || verdictOf(question, votes) === 'approved');
  emit?.({ type: 'decided', at: key, time: clock.now(), correlationId, approved, by });
  if (approved) return keep(frame, node.name, succeed(decision));
  return rejected(node.name, decision.approved ? { ...decision, comment: whyNot(question, decision) } : decision);
};
