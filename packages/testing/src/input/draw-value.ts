/** Chance, as a number from 0 up to, not including, `size`. Smaller numbers should stand for simpler choices. */
export type Draw = (size: number) => number;

/** A JSON Schema as zod writes it, as far as values are drawn from it. */
export interface ValueSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly ValueSchema[];
  readonly oneOf?: readonly ValueSchema[];
  readonly allOf?: readonly ValueSchema[];
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: ValueSchema | boolean;
  readonly items?: ValueSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** Texts that some field somewhere takes. */
const plainTexts: readonly string[] =
  'a main B101 octo/app work/fix src/a.py busybox:1 /work/app test_a.py::test_b[c-d] d73a4a YWJj 1.2.3 open a=b 5s ALL 0 +1 {} https://example.com/x 127.0.0.1 10.1.0.0/16 ::1 fd00::/64 sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef 02:42:ac:11:00:02 1000:1000 2026-01-01T00:00:00Z https://example.com/y?z=1 contract/call 8080/tcp linux/amd64 0123456789abcdef0123456789abcdef01234567'.split(
    ' ',
  );

/** Texts that like to break what takes them. */
const hostileTexts: readonly string[] = [
  ...'../up -dash --flag=1 %2e%2e $(touch) ; \0 🦊 \ud800 ünï/cødé __proto__ <!---->'.split(' '),
  '',
  ' ',
  'a b',
  '"quoted" and it\'s',
  'two\nlines\tand a tab',
  'x'.repeat(120),
  'x'.repeat(5000),
];

const texts: readonly string[] = [...plainTexts, ...hostileTexts];

/** Takes one of several. */
export const oneOf = <Item>(items: readonly Item[], draw: Draw): Item => {
  const item = items[draw(items.length)];
  if (item === undefined) throw new RangeError(`there is nothing to draw from ${items.length} items`);
  return item;
};

const drawText = ({ pattern, minLength = 0, maxLength = Infinity }: ValueSchema, draw: Draw): string => {
  const form = pattern === undefined ? undefined : new RegExp(pattern, 'u');
  const fits = (text: string): boolean =>
    text.length >= minLength && text.length <= maxLength && form?.test(text) !== false;
  const known = texts.filter(fits);
  if (known.length === 0)
    throw new RangeError(`no text is known that matches ${pattern ?? 'the length'}: give examples`);
  const text = oneOf(known, draw);
  const longer = draw(3) === 0 ? text + oneOf(texts, draw) : text;
  return fits(longer) ? longer : text;
};

const drawNumber = (schema: ValueSchema, draw: Draw): number => {
  const isWhole = schema.type === 'integer';
  const least =
    schema.minimum ?? (schema.exclusiveMinimum === undefined ? -5 : schema.exclusiveMinimum + (isWhole ? 1 : 0.5));
  const most = schema.maximum ?? schema.exclusiveMaximum ?? Number.MAX_SAFE_INTEGER;
  const number = oneOf([least, least + 1, least + draw(100), Math.min(most, 100_000), most], draw);
  return Math.min(most, Math.max(least, number));
};

const drawList = ({ items = {}, minItems = 0, maxItems = 4 }: ValueSchema, draw: Draw): unknown[] =>
  Array.from({ length: minItems + draw(Math.max(1, Math.min(maxItems, minItems + 4) - minItems)) }, () =>
    drawValue(items, draw),
  );

const drawObject = (schema: ValueSchema, draw: Draw): object => {
  const { properties = {}, required = [], additionalProperties } = schema;
  const fields = Object.entries(properties).filter(([name]) => required.includes(name) || draw(2) === 0);
  const drawn = fields.map(([name, field]) => [name, drawValue(field, draw)] as const);
  if (typeof additionalProperties !== 'object') return Object.fromEntries(drawn);
  const more = Array.from(
    { length: draw(3) },
    () => [oneOf(texts, draw), drawValue(additionalProperties, draw)] as const,
  );
  return Object.fromEntries([...drawn, ...more]);
};

/** Draws a value that fits a schema. Rules that are code and not schema may refuse it all the same. */
export const drawValue = (schema: ValueSchema, draw: Draw): unknown => {
  if ('const' in schema) return schema.const;
  if (schema.enum !== undefined) return oneOf(schema.enum, draw);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return drawValue(oneOf(choices, draw), draw);
  if (schema.allOf !== undefined) return drawValue(Object.assign({}, ...schema.allOf) as ValueSchema, draw);
  switch (schema.type) {
    case 'string':
      return drawText(schema, draw);
    case 'integer':
    case 'number':
      return drawNumber(schema, draw);
    case 'boolean':
      return draw(2) === 1;
    case 'null':
      return null;
    case 'array':
      return drawList(schema, draw);
    case 'object':
      return drawObject(schema, draw);
    default:
      return oneOf(['x', 1, true, null, { a: [1] }], draw);
  }
};
