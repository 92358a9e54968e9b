import { type Draw, drawValue, oneOf } from '@strata/testing';
import fc from 'fast-check';

/** How many inputs are drawn for each operation. */
const numRuns = 40;

/** Tries a property with chance that fast-check gives, and makes smaller when the property fails. */
export const forAll = (property: (draw: Draw) => Promise<void>): Promise<void> =>
  fc.assert(
    fc.asyncProperty(fc.gen(), (gen) => property((size) => gen(fc.nat, size - 1))),
    { numRuns },
  );

/** Draws a JSON value with fields of these names, nested up to `depth`. */
export const drawJson = (draw: Draw, names: readonly string[], depth = 3): unknown => {
  const kind = draw(depth > 0 ? 8 : 5);
  if (kind < 5) return drawValue(oneOf([{ type: 'string' }, { type: 'integer' }, { type: 'boolean' }, {}], draw), draw);
  const inner = (): unknown => drawJson(draw, names, depth - 1);
  if (kind === 5) return Array.from({ length: draw(3) }, inner);
  return Object.fromEntries(Array.from({ length: draw(8) }, () => [oneOf(names, draw), inner()]));
};
