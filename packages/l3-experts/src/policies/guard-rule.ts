import { z } from 'zod';
import { isIdGlob } from './second-name.ts';

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

const globsIn = (where: Readonly<Record<string, readonly string[]>>): readonly (readonly [string, string])[] =>
  Object.entries(where).flatMap(([field, given]) => given.map((glob) => [field, glob] as const));

/**
 * What makes up a guard's rules: every name once, how often only where something is allowed, and nothing denied by an id
 * that has a name as well.
 */
export const rulesSchema = z.array(ruleSchema).superRefine((rules, refinement) => {
  const seen = new Set<string>();
  for (const [index, { name, decision, budget, where = {} }] of rules.entries()) {
    if (seen.has(name))
      refinement.addIssue({ code: 'custom', path: [index, 'name'], message: `'${name}' is given twice` });
    seen.add(name);
    if (decision === 'deny' && budget !== undefined)
      refinement.addIssue({ code: 'custom', path: [index, 'budget'], message: 'what is denied has none' });
    for (const [field, value] of decision === 'deny' ? globsIn(where) : [])
      if (isIdGlob({ field: field.split('.'), value })) {
        const message = `'${value}' has a name as well, and whoever uses that would pass: deny it by its name`;
        refinement.addIssue({ code: 'custom', path: [index, 'where', field], message });
      }
  }
});

/** A rule as it was parsed. */
export type ParsedRule = z.output<typeof ruleSchema>;
