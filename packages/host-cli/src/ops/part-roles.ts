import type { PerformedOperation } from '@strata/core';
import { z } from 'zod';

/**
 * What a field of a part is to a person who reads along. A `tag` tells sorts of parts apart, a `state` says how it is or
 * how it went, a `name` is any other text, a `time` a moment; whatever is nothing of all this is a `value`.
 */
export type PartRole = 'tag' | 'state' | 'name' | 'time' | 'duration' | 'size' | 'count' | 'value';

/** A schema for what an operation tells while it works. */
export type PartSchema = NonNullable<PerformedOperation['part']>;

/** The part of JSON Schema (draft 2020-12) that tells roles apart. */
const fieldSchema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
});
const partSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
});

/** A word that the schema leaves open: engines and servers have words of their own. */
const isState = (name: string): boolean => /^(status|state|outcome|conclusion|result)$/.test(name);

/** Numbers that grow while work goes on, and what they grow to. */
const isCount = (name: string): boolean => /^(done|current|loaded|completed|found|total)$/.test(name);

/** What a field is where it is not null; an empty list where that may be more than one thing. */
const insideOf = (schema: unknown): readonly unknown[] => {
  const { data: field } = fieldSchema.safeParse(schema);
  const either =
    field?.anyOf ?? (Array.isArray(field?.type) ? field.type.map((type) => ({ ...field, type })) : [schema]);
  return either.filter((one) => fieldSchema.safeParse(one).data?.type !== 'null');
};

const roleOf = (name: string, schema: unknown): PartRole => {
  const [inside, ...others] = insideOf(schema);
  const { data: field } = fieldSchema.safeParse(inside);
  if (field === undefined || others.length > 0) return 'value';
  if (field.const !== undefined || (field.enum !== undefined && name === 'kind')) return 'tag';
  if (field.enum !== undefined) return 'state';
  if (field.type === 'number' || field.type === 'integer') {
    if (name.endsWith('Ms')) return 'duration';
    return name.endsWith('Bytes') ? 'size' : isCount(name) ? 'count' : 'value';
  }
  if (field.type !== 'string') return 'value';
  if (field.format === 'date-time') return 'time';
  return isState(name) ? 'state' : 'name';
};

const variantsOf = (schema: unknown): readonly Readonly<Record<string, unknown>>[] => {
  const { data } = partSchema.safeParse(schema);
  const either = data?.anyOf ?? data?.oneOf;
  return either === undefined ? [data?.properties ?? {}] : either.flatMap(variantsOf);
};

/** What the fields of an operation's parts are, by their names, as its schema says it. */
export const partRolesOf = (schema: PartSchema): ReadonlyMap<string, PartRole> =>
  new Map(
    variantsOf(z.toJSONSchema(schema)).flatMap((fields) =>
      Object.entries(fields).map(([name, field]) => [name, roleOf(name, field)] as const),
    ),
  );
