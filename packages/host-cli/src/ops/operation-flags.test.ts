import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { PerformedOperation } from '@strata/core';
import { parseCall } from './call-order.ts';
import type { FoundOperation } from './found-operation.ts';
import { type OperationFlag, flagsOf, wordsOf } from './operation-flags.ts';
import { toolNames } from './tool-registry.ts';
import { openTool } from './found-operation.ts';

const tools = await Promise.all(toolNames.map((name) => openTool(name, {})));
const all: readonly FoundOperation[] = tools.flatMap((tool) =>
  Object.values(tool.operations).map((operation) => ({ tool, operation })),
);
const titled = all.map((found) => [`${found.tool.name}.${found.operation.name}`, found] as const);

/** JSON has one nought. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Any value that a flag's form can hold, fit for the operation or not. */
const valueOf = ({ form }: OperationFlag): fc.Arbitrary<unknown> => {
  switch (form) {
    case 'text':
      return fc.string({ unit: 'binary' });
    case 'number':
      return fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map(plain);
    case 'boolean':
      return fc.boolean();
    case 'list':
      return fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('--help', '-h', '--', '--json', '[]')));
    case 'json':
      return fc.jsonValue().map(plain);
  }
};

const inputOf = (flags: readonly OperationFlag[]): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(Object.fromEntries(flags.map((flag) => [flag.field, valueOf(flag)])), { requiredKeys: [] });

const readBack = (found: FoundOperation, input: Readonly<Record<string, unknown>>): object => {
  const words = flagsOf(found.operation)
    .filter(({ field }) => input[field] !== undefined)
    .flatMap((flag) => wordsOf(flag, input[flag.field]));
  return parseCall(found, words, () => {}).fields;
};

describe.each(titled)('S65: the flags of %s', (_name, found) => {
  const flags = flagsOf(found.operation);

  test('bring back every input that they can hold', () => {
    fc.assert(
      fc.property(inputOf(flags), (input) => {
        expect(readBack(found, input)).toEqual({ ...input });
      }),
      { numRuns: 25 },
    );
  });

  test('have names of their own, each with a description', () => {
    const names = flags.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
    expect(flags.filter(({ description }) => description === '').map(({ name }) => name)).toEqual([]);
  });
});

const made = (shape: z.ZodRawShape): readonly OperationFlag[] => {
  const output = z.object({});
  const operation: PerformedOperation = { name: 'do', summary: '', effect: 'read', input: z.object(shape), output };
  return flagsOf(operation);
};

describe('a flag', () => {
  test.each([
    ['name', z.string(), 'name', 'text', 'text'],
    ['maxResults', z.int().optional(), 'max-results', 'number', 'integer'],
    ['ipv4Address', z.string(), 'ipv4-address', 'text', 'text'],
    ['share', z.number(), 'share', 'number', 'number'],
    ['snake_case', z.boolean(), 'snake-case', 'boolean', 'boolean'],
    ['state', z.enum(['open', 'closed']), 'state', 'text', 'open|closed'],
    ['kind', z.literal('one'), 'kind', 'text', 'one'],
    ['labels', z.array(z.string()), 'labels', 'list', 'text, repeatable'],
    ['what', z.array(z.enum(['containers', 'volumes'])), 'what', 'list', 'containers|volumes, repeatable'],
    ['sizes', z.array(z.int()), 'sizes', 'json', 'json'],
    ['env', z.record(z.string(), z.string()), 'env', 'json', 'json'],
    ['milestone', z.int().nullable(), 'milestone', 'json', 'json'],
    ['body', z.string().nullable(), 'body', 'json', 'json'],
    ['words', z.array(z.string().nullable()), 'words', 'json', 'json'],
    // What `ops call` takes for itself.
    ['json', z.boolean(), 'field-json', 'boolean', 'boolean'],
    ['dryRun', z.boolean(), 'field-dry-run', 'boolean', 'boolean'],
    ['noCache', z.boolean(), 'field-no-cache', 'boolean', 'boolean'],
  ])('of the field %s', (field, schema, name, form, type) => {
    expect(made({ [field]: schema })).toMatchObject([{ field, name, form, type }]);
  });

  test.each([
    ['labels', z.array(z.string()), 'one each: --labels=A --labels=B'],
    ['env', z.record(z.string(), z.string()), 'as {"NAME": "TEXT"}'],
    ['since', z.iso.datetime(), 'as 2026-01-31T12:00:00Z'],
    ['name', z.string(), undefined],
  ])('says how the field %s is written', (field, schema, shape) => {
    expect(made({ [field]: schema })[0]?.shape).toBe(shape);
  });

  test('knows whether it is needed, and what is taken when it is left out', () => {
    expect(made({ a: z.string(), b: z.string().optional(), c: z.int().default(3) })).toMatchObject([
      { field: 'a', required: true },
      { field: 'b', required: false },
      { field: 'c', required: false, fallback: 3 },
    ]);
  });
});
