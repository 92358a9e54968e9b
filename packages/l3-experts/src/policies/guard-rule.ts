import { type Call, inputOf } from '@strata/core';
import { z } from 'zod';
import { matchesGlob, withoutDetours } from './glob.ts';

const globs = z.array(z.string().min(1)).min(1);

const ruleSchema = z.strictObject({
  name: z.string().min(1),
  decision: z.enum(['allow', 'deny']),
  agents: globs.optional(),
  operations: globs.optional(),
  effects: z
    .array(z.enum(['read', 'write', 'destroy']))
    .min(1)
    .optional(),
  where: z.record(z.string().min(1), globs).optional(),
  budget: z
    .strictObject({
      calls: z.int().nonnegative().optional(),
      writes: z.int().nonnegative().optional(),
      perMs: z.number().positive().optional(),
    })
    .optional(),
});

/** What makes up a guard's rules: every name once, and how often only where something is allowed. */
export const rulesSchema = z.array(ruleSchema).superRefine((rules, refinement) => {
  const seen = new Set<string>();
  for (const [index, { name, decision, budget }] of rules.entries()) {
    if (seen.has(name))
      refinement.addIssue({ code: 'custom', path: [index, 'name'], message: `'${name}' is given twice` });
    seen.add(name);
    if (decision === 'deny' && budget !== undefined)
      refinement.addIssue({ code: 'custom', path: [index, 'budget'], message: 'what is denied has none' });
  }
});

/** A rule as it was parsed. */
export type ParsedRule = z.output<typeof ruleSchema>;

/** Every text, number and truth value below a part of an input. */
const leavesOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [];
};

/** The values of a field, at whatever depth it stands: `path` is also that of each of `files`, `files.path` only that. */
const valuesOf = (input: unknown, field: readonly string[], at: readonly string[] = []): readonly string[] => {
  if (Array.isArray(input)) return input.flatMap((item) => valuesOf(item, field, at));
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input).flatMap(([name, value]) => {
    const place = [...at, name];
    const isIt = field.every((part, index) => place.at(index - field.length) === part);
    return isIt ? leavesOf(value) : valuesOf(value, field, place);
  });
};

/** Every element has to fit for a yes; one that fits, however it is written, is enough for a no. */
const fits = (decision: ParsedRule['decision'], values: readonly string[], patterns: readonly string[]): boolean => {
  if (decision === 'allow')
    return values.length > 0 && values.every((value) => patterns.some((it) => matchesGlob(withoutDetours(value), it)));
  return values.some((value) => {
    const direct = withoutDetours(value);
    // Some tools take what begins with a slash for what begins without.
    const written = [value, direct, direct.replace(/^\/+/, '')];
    return patterns.some((it) => written.some((text) => matchesGlob(text, it, { ignoreCase: true })));
  });
};

const isOneOf = (value: string | undefined, patterns: readonly string[] | undefined): boolean =>
  patterns === undefined || (value !== undefined && patterns.some((pattern) => matchesGlob(value, pattern)));

/** Whether a rule is about this call: who, which operation, on what. */
export const isAbout = (rule: ParsedRule, { operation, request, ctx }: Call): boolean => {
  if (!isOneOf(ctx.agent, rule.agents) || !isOneOf(operation.name, rule.operations)) return false;
  if (rule.effects?.includes(operation.effect) === false) return false;
  if (rule.where === undefined) return true;
  const input = inputOf(operation, request);
  return Object.entries(rule.where).every(([field, patterns]) =>
    fits(rule.decision, valuesOf(input, field.split('.')), patterns),
  );
};
