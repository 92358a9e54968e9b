import { z } from 'zod';

/** The part of JSON Schema (draft 2020-12) that says how a value is written. */
const schemaPart = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).default([]),
  additionalProperties: z.unknown().optional(),
});

/** What stands for a value of a plain type. */
const plain: Readonly<Record<string, string>> = {
  string: '"TEXT"',
  number: '1.5',
  integer: '1',
  boolean: 'true',
  null: 'null',
  array: '[…]',
  object: '{…}',
};

/** Deeper than this, shapes are longer than they help. */
const maxDepth = 4;

const shapeAt = (schema: unknown, depth: number): string => {
  const { data: part } = schemaPart.safeParse(schema);
  if (part === undefined || depth > maxDepth) return '…';
  const fixed = part.enum ?? (part.const === undefined ? undefined : [part.const]);
  if (fixed !== undefined) return fixed.map((value) => JSON.stringify(value)).join('|');
  const either = part.anyOf ?? part.oneOf;
  if (Array.isArray(part.type)) return part.type.map((type) => shapeAt({ ...part, type }, depth)).join(' | ');
  if (either !== undefined) return [...new Set(either.map((one) => shapeAt(one, depth)))].join(' | ');
  if (part.type === 'array' && part.items !== undefined) return `[${shapeAt(part.items, depth + 1)}, …]`;
  if (part.properties !== undefined) {
    const fields = Object.entries(part.properties).map(
      ([name, value]) => `"${name}"${part.required.includes(name) ? '' : '?'}: ${shapeAt(value, depth + 1)}`,
    );
    return `{${fields.join(', ')}}`;
  }
  if (typeof part.additionalProperties === 'object')
    return `{"NAME": ${shapeAt(part.additionalProperties, depth + 1)}}`;
  return plain[part.type ?? ''] ?? '…';
};

/** How a value of a JSON Schema is written as JSON, in a line; `?`: may be left out. */
export const valueShape = (schema: unknown): string => shapeAt(schema, 0);
