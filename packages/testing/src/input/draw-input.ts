import { z } from 'zod';
import { type Draw, type ValueSchema, drawValue, oneOf } from './draw-value.ts';

/** What inputs are drawn for. */
export interface DrawnFor {
  readonly name: string;
  readonly input: z.ZodObject;
}

/** Values to take for a field in place of drawn ones: where a rule is code, or where others would do harm. */
export type Examples = Readonly<Record<string, readonly unknown[]>>;

/** How many values are tried for a field, of which those that pass its rules are kept. */
const tried = 120;

/** Chance that is the same for the same seed (the generator mulberry32). */
export const seededDraw = (seed: number): Draw => {
  let state = seed >>> 0;
  return (size) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % size;
  };
};

/** What a field can be, as far as was found out; the same for each draw, so that a draw costs little and is short. */
const known = new WeakMap<z.core.$ZodType, readonly unknown[]>();

const valuesOf = (what: string, rules: z.core.$ZodType, shape: ValueSchema): readonly unknown[] => {
  const found = known.get(rules);
  if (found !== undefined) return found;
  const drawn = Array.from({ length: tried }, (_, seed) => drawValue(shape, seededDraw(seed)));
  const passing = drawn.filter((value) => z.safeParse(rules, value).success);
  const distinct = [...new Map(passing.map((value) => [JSON.stringify(value), value])).values()];
  if (distinct.length === 0)
    throw new RangeError(`${what}: nothing that was drawn ${tried} times passes its rules: give examples`);
  known.set(rules, distinct);
  return distinct;
};

const until = (what: string, make: (draw: Draw) => object, passes: (value: object) => boolean, draw: Draw): object => {
  for (let attempt = 0; attempt < tried; attempt += 1) {
    // Chance that always says the same, as it does when a counterexample is made smaller, must not be asked for ever.
    const value = make((size) => (draw(size) + attempt) % size);
    if (passes(value)) return value;
  }
  throw new RangeError(`${what}: nothing that was drawn ${tried} times passes its rules: give examples`);
};

/**
 * Draws an input that an operation's schema lets pass, from that schema alone: fields left out or there, plain texts and
 * such as like to break things, bounds of numbers. With fast-check: `fc.gen()`, and `(size) => gen(fc.nat, size - 1)`.
 *
 * @throws RangeError naming a field for whose rules no value could be drawn, which then needs `examples`.
 */
export const drawInput = ({ name, input }: DrawnFor, draw: Draw, examples: Examples = {}): object => {
  const { properties = {}, required = [] } = z.toJSONSchema(input, {
    io: 'input',
    unrepresentable: 'any',
  }) as ValueSchema;
  const valueFor = (field: string, shape: ValueSchema, chance: Draw): unknown => {
    const rules = input.shape[field] as z.core.$ZodType;
    return oneOf(examples[field] ?? valuesOf(`${name}.${field}`, rules, shape), chance);
  };
  const drawAll = (chance: Draw): object =>
    Object.fromEntries(
      Object.entries(properties)
        .filter(([field]) => required.includes(field) || chance(2) === 1)
        .map(([field, shape]) => [field, valueFor(field, shape, chance)]),
    );
  return until(name, drawAll, (drawn) => input.safeParse(drawn).success, draw);
};

/** Draws an input that the schema refuses: a good one with one field that does not fit, or that is missing. */
export const drawWrongInput = (operation: DrawnFor, draw: Draw, examples: Examples = {}): object => {
  const { input, name } = operation;
  const fields = Object.keys(input.shape);
  const spoil = (chance: Draw): object => {
    const good = drawInput(operation, chance, examples);
    const { [oneOf(fields, chance)]: _left, ...without } = good as Readonly<Record<string, unknown>>;
    const wrong = drawValue({}, chance);
    return chance(2) === 0 ? without : { ...good, [oneOf(fields, chance)]: wrong };
  };
  return until(name, spoil, (drawn) => !input.safeParse(drawn).success, draw);
};
