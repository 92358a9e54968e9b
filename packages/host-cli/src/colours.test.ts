import { expect, test } from 'vitest';
import { coloursFor } from './colours.ts';

test.for([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { TERM: 'dumb' }, false],
  [false, { FORCE_COLOR: '1' }, true],
  [true, { FORCE_COLOR: '0' }, false],
  [false, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
] as const)('terminal: %j, environment: %j, colours: %j', ([isTTY, env, coloured]) => {
  expect(coloursFor({ isTTY }, env).red('x') !== 'x').toBe(coloured);
});
