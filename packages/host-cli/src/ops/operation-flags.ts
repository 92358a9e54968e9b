import { type PerformedOperation, describeInFull } from '@strata/core';
import { z } from 'zod';
import { valueShape } from './value-shape.ts';

/** How a flag's value is written. `json` holds whatever the other forms do not. */
export type FlagForm = 'text' | 'number' | 'boolean' | 'list' | 'json';

/** A flag of an operation, as its input schema has it. */
export interface OperationFlag {
  /** The field of the input. */
  readonly field: string;
  /** Without the dashes. */
  readonly name: string;
  readonly form: FlagForm;
  readonly required: boolean;
  readonly description: string;
  /** The values that there are, of a list's items too, when they are known. */
  readonly choices: readonly string[];
  /** What is taken when the flag is left out; absent when there is nothing. */
  readonly fallback?: unknown;
  /** What the value is, in a word or two. */
  readonly type: string;
  /** How a value is written that is no plain text or number; absent where there is nothing to say. */
  readonly shape?: string;
}

/** The part of JSON Schema that tells flags apart. */
const propertySchema = z.looseObject({
  // Several for what may be null; nothing as plain as a flag.
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  items: z.looseObject({ type: z.unknown().optional(), enum: z.array(z.unknown()).optional() }).optional(),
});
const inputSchema = z.looseObject({
  properties: z.record(z.string(), propertySchema).default({}),
  required: z.array(z.string()).default([]),
});

/** What `ops call` takes for itself; a field of such a name goes by `--field-…`. */
const taken: ReadonlySet<string> = new Set([
  'help',
  'input',
  'json',
  'json-lines',
  'dry-run',
  'yes',
  'agent',
  'reason',
]);

const kebabOf = (field: string): string =>
  field.replaceAll(/(?<=[a-z0-9])[A-Z]|_/g, (part) => (part === '_' ? '-' : `-${part}`)).toLowerCase();

/** The name of a field's flag: `maxResults` is `max-results`. */
export const flagNameOf = (field: string): string => {
  const name = kebabOf(field);
  return taken.has(name) || name.startsWith('no-') ? `field-${name}` : name;
};

type Property = z.output<typeof propertySchema>;

const formOf = ({ type, items }: Property): FlagForm => {
  if (type === 'string') return 'text';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'boolean') return 'boolean';
  return type === 'array' && items?.type === 'string' ? 'list' : 'json';
};

const choicesOf = (property: Property, form: FlagForm): readonly string[] => {
  const fixed = form === 'list' ? property.items?.enum : property.enum;
  return [...(fixed ?? []), ...(property.const === undefined ? [] : [property.const])].map(String);
};

const typeOf = (property: Property, form: FlagForm): string => {
  const choices = choicesOf(property, form).join('|');
  if (form === 'list') return `${choices || 'text'}, repeatable`;
  if (choices !== '') return choices;
  if (form !== 'number' && form !== 'json') return form;
  const { type } = property;
  return typeof type !== 'string' || type === 'object' || type === 'array' ? 'json' : type;
};

const shapeOf = (name: string, property: Property, form: FlagForm): { readonly shape?: string } => {
  if (form === 'json') return { shape: `as ${valueShape(property)}` };
  if (form === 'list') return { shape: `one each: --${name}=A --${name}=B` };
  return property.format === 'date-time' ? { shape: 'as 2026-01-31T12:00:00Z' } : {};
};

/** The flags of an operation, in the order of its fields. */
export const flagsOf = (operation: PerformedOperation): readonly OperationFlag[] => {
  const { properties, required } = inputSchema.parse(describeInFull('', operation).input);
  return Object.entries(properties).map(([field, property]) => {
    const form = formOf(property);
    return {
      field,
      name: flagNameOf(field),
      form,
      required: required.includes(field),
      description: property.description ?? '',
      choices: choicesOf(property, form),
      ...(property.default === undefined ? {} : { fallback: property.default }),
      type: typeOf(property, form),
      ...shapeOf(flagNameOf(field), property, form),
    };
  });
};

/** The words of a command line that give a field this value; every value of every field can be given. */
export const wordsOf = ({ name, form }: OperationFlag, value: unknown): readonly string[] => {
  if (form === 'boolean') return [value === true ? `--${name}` : `--no-${name}`];
  if (form !== 'list' || !Array.isArray(value))
    return [`--${name}=${typeof value === 'string' && form === 'text' ? value : JSON.stringify(value)}`];
  // No words at all would say nothing, where the input says that there are none.
  return value.length === 0 ? [`--no-${name}`] : value.map((item) => `--${name}=${String(item)}`);
};
