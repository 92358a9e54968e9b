import type { AnyTool, PerformedOperation } from '@strata/core';
import { z } from 'zod';
import { matchesGlob } from './glob.ts';
import type { ParsedRule } from './guard-rule.ts';

/** The names of all fields of a schema, at whatever depth. */
const namesIn = (schema: unknown): readonly string[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const own =
    'properties' in schema && typeof schema.properties === 'object' ? Object.keys(schema.properties ?? {}) : [];
  return [...own, ...Object.values(schema).flatMap(namesIn)];
};

const fieldsOf = ({ input }: PerformedOperation): readonly string[] =>
  namesIn(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }));

/**
 * A rule that is about nothing that the tool has is a slip of the pen, and one that denies would let pass what it was
 * written against.
 *
 * @throws TypeError naming the rule and what it is about.
 */
export const assertRulesFit = (rules: readonly ParsedRule[], tool: AnyTool): void => {
  const operations = Object.values(tool.operations);
  for (const { name, operations: globs, where = {} } of rules) {
    const meant = operations.filter((it) => globs === undefined || globs.some((glob) => matchesGlob(it.name, glob)));
    for (const glob of globs ?? [])
      if (!operations.some((it) => matchesGlob(it.name, glob)))
        throw new TypeError(`guard: the rule '${name}': ${tool.name} has no operation '${glob}'`);
    const fields = new Set(meant.flatMap(fieldsOf));
    for (const field of Object.keys(where))
      if (!fields.has(field.split('.').at(-1) ?? field))
        throw new TypeError(`guard: the rule '${name}': no operation that it is about has a field '${field}'`);
  }
};
