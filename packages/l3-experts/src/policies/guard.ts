import {
  type Call,
  type Effect,
  type Failure,
  type Policy,
  type Result,
  createFailure,
  createPolicy,
  fail,
} from '@strata/core';
import { z } from 'zod';
import { rulesSchema } from './guard-rule.ts';
import { parseOptions } from './policy-options.ts';
import { RuleBudget } from './rule-budget.ts';
import { assertRulesFit } from './rule-fit.ts';
import { ruleFor } from './rule-match.ts';

const optionsSchema = z.strictObject({
  rules: rulesSchema,
  otherwise: z.enum(['deny', 'allow_reads', 'allow']).default('deny'),
});

/**
 * One rule: a decision, and what it is about. What is left out is not asked for. Names are globs: `*` within a segment,
 * `**` across segments.
 */
export interface GuardRule {
  /** Denials name it. */
  readonly name: string;
  readonly decision: 'allow' | 'deny';
  /** Who acts, as `ctx.agent` says. A call without an agent is nobody's, and matches no name. */
  readonly agents?: readonly string[];
  readonly operations?: readonly string[];
  readonly effects?: readonly Effect[];
  /**
   * Fields of the input and what may stand there: `{ repo: ['octo/*'], path: ['src/**'] }`. A field counts at whatever
   * depth it stands, so `path` is also that of each of `files`. An allowing rule matches when the field is there and
   * all its values fit, read without detours (`src/../secrets` is `secrets`); a denying rule when one of them does,
   * however it is written.
   *
   * Where a thing has two names only an allowing rule is safe: a denying one knows what it was told, and not what else
   * leads there (a link to a folder, another tag of an image, a pull request instead of its branch). It does know that
   * `container`, `network`, `image` and `workflow` may hold an id: it has the tool say the name of a container or
   * network, and where it cannot find out the name, or an image goes by a digest, it denies.
   */
  readonly where?: Readonly<Record<string, readonly string[]>>;
  /** How often each agent may, within any `perMs` milliseconds; without `perMs`, as long as the guard lives. */
  readonly budget?: { readonly calls?: number; readonly writes?: number; readonly perMs?: number };
}

/** Who may do what, on what, how often. */
export interface GuardOptions {
  /** The first one that matches a call decides. */
  readonly rules: readonly GuardRule[];
  /** What happens to calls that no rule is about. @default deny */
  readonly otherwise?: 'deny' | 'allow_reads' | 'allow';
}

const denied = (call: Call, rule: string, message: string, hint: string): Result<unknown, Failure> =>
  fail(createFailure(call.operation.name, { kind: 'forbidden', message, hint, rule }), { durationMs: 0, attempts: 0 });

const whoIs = ({ ctx }: Call): string => (ctx.agent === undefined ? 'a call without an agent' : `'${ctx.agent}'`);

const noRule = (call: Call): Result<unknown, Failure> => {
  const message = `no rule allows ${whoIs(call)} to ${call.operation.name}`;
  return denied(call, 'otherwise', message, 'Add a rule that allows it, or do it as somebody who may.');
};

/** What the request as a whole may still spend. A dry run writes nothing. */
const overspent = (call: Call): Result<unknown, Failure> | undefined => {
  const { budget, dryRun } = call.ctx;
  const writes = call.operation.effect !== 'read' && dryRun !== true;
  const hint = 'Give the request a larger budget, or let it do less.';
  if (writes && budget?.left('writes') === 0)
    return denied(call, 'budget', 'the budget of this request allows no more writes', hint);
  if (budget?.take('calls') === false)
    return denied(call, 'budget', 'the budget of this request allows no more calls', hint);
  if (writes) budget?.take('writes');
  return undefined;
};

/** The failure of a call that may not pass; `undefined`: it may. */
const verdict = (
  call: Call,
  found: Awaited<ReturnType<typeof ruleFor>>,
  spent: RuleBudget | undefined,
  otherwise: z.output<typeof optionsSchema>['otherwise'],
): Result<unknown, Failure> | undefined => {
  if (found === undefined) {
    const mayPass = otherwise === 'allow' || (otherwise === 'allow_reads' && call.operation.effect === 'read');
    return mayPass ? overspent(call) : noRule(call);
  }
  const { rule, isGuess } = found;
  if (rule.decision === 'deny') {
    const message = `the rule '${rule.name}' denies ${whoIs(call)} to ${call.operation.name}`;
    const hint = isGuess
      ? 'Give it by its name: a rule that goes by names cannot tell what an id is of.'
      : 'Do it as somebody who may, or on something else.';
    return denied(call, rule.name, message, hint);
  }
  const what = spent?.exhausted(call);
  if (what === undefined) return overspent(call) ?? spent?.spend(call);
  const message = `the rule '${rule.name}' allows ${whoIs(call)} no more ${what} at present`;
  const { perMs } = rule.budget ?? {};
  const hint = perMs === undefined ? 'Raise its budget.' : `Wait: its budget is for every ${perMs} ms.`;
  return denied(call, rule.name, message, hint);
};

/**
 * Lets pass what a rule allows. Rules are data; the first that is about a call decides, and what no rule is about is
 * denied unless `otherwise` says more. A call that passes spends one of `ctx.budget` (`calls`, and `writes` for what
 * changes something). A denial is `forbidden` with the name of the rule: `otherwise` when there was none, `budget` when
 * the request has spent what it had. Also what a saga takes back has to be allowed.
 *
 * @throws TypeError naming an option that does not fit; where it is put around a tool, also a rule about an operation or
 * a field that the tool does not have.
 */
export const guard = (options: GuardOptions): Policy => {
  // Parsing copies the lists, which is why they may be readonly here and not in the schema.
  const { rules, otherwise } = parseOptions('guard', optionsSchema, options as never);
  return createPolicy((tool) => {
    assertRulesFit(rules, tool);
    const budgets = new Map(rules.map((rule) => [rule, rule.budget && new RuleBudget(rule.budget)]));
    return async (call, proceed) => {
      const found = await ruleFor(rules, call, tool);
      const no = verdict(call, found, found && budgets.get(found.rule), otherwise);
      return no ?? proceed();
    };
  });
};
