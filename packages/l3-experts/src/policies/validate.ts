import {
  type Call,
  type NameOf,
  type OperationsOf,
  type Policy,
  createFailure,
  createPolicy,
  fail,
  inputOf,
} from '@strata/core';
import { z } from 'zod';
import { parseOptions } from './policy-options.ts';

/** One thing to heed, as data. */
export interface BestPractice {
  readonly name: string;
  /** The operation that it is about. */
  readonly operation: string;
  /** The field that is at fault when it is not heeded. */
  readonly field: string;
  /** What is wrong with an input, defaults filled in; `undefined`: nothing. */
  readonly check: (input: never) => string | undefined;
}

/** A best practice of a tool whose operations are known: `check` is given that operation's own input. */
export type BestPracticeOf<Operations extends OperationsOf<Operations>> = {
  readonly [Name in NameOf<Operations>]: BestPractice & {
    readonly operation: Name;
    readonly check: (input: z.output<Operations[Name]['input']>) => string | undefined;
  };
}[NameOf<Operations>];

export interface ValidateOptions {
  readonly rules: readonly BestPractice[];
}

const ruleSchema = z.strictObject({
  name: z.string().min(1),
  operation: z.string().min(1),
  field: z.string(),
  check: z.custom<(input: object) => string | undefined>((value) => typeof value === 'function', 'must be a function'),
});

const optionsSchema = z.strictObject({ rules: z.array(ruleSchema) });

type Rule = z.output<typeof ruleSchema>;

const problemsOf = (rules: readonly Rule[], { operation, request }: Call) => {
  const { operation: _name, ...given } = request;
  // What does not even fit the schema is the tool's to refuse.
  if (rules.length === 0 || !operation.input.safeParse(given).success) return [];
  const input = inputOf(operation, request);
  return rules.flatMap(({ name, field, check }) => {
    const message = check(input);
    return message === undefined ? [] : [{ path: field, message: `${message} (${name})` }];
  });
};

/**
 * Holds inputs against best practices before the tool is asked. Those that are not heeded come back all at once, as
 * `invalid_input` with an issue for each, which names the field and the practice.
 *
 * @throws TypeError naming an option that does not fit; where it is put around a tool, also an operation that the tool
 * does not have.
 */
export const validate = (options: ValidateOptions): Policy => {
  // What a check takes is its operation's business: it is given nothing but inputs of that operation.
  const { rules } = parseOptions('validate', optionsSchema, options as never);
  return createPolicy((tool) => {
    for (const { name, operation } of rules)
      if (!Object.hasOwn(tool.operations, operation))
        throw new TypeError(`validate: ${name}: ${tool.name} has no operation '${operation}'`);
    const rulesOf = Map.groupBy(rules, ({ operation }) => operation);
    return (call, proceed) => {
      const issues = problemsOf(rulesOf.get(call.operation.name) ?? [], call);
      if (issues.length === 0) return proceed();
      const message = issues.map((issue) => `${issue.path}: ${issue.message}`).join('; ');
      const hint = 'Mend what is named, or leave the practice out.';
      const failure = createFailure(call.operation.name, { kind: 'invalid_input', message, hint, issues });
      return Promise.resolve(fail(failure, { durationMs: 0, attempts: 0 }));
    };
  });
};
