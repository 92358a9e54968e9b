import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endOfOutput } from './end-of-output.ts';

test.each([
  ['', ''],
  ['\n \n', ''],
  ['one\r\n\n  two \n', 'one | two'],
  ['\u001B[31mred\u001B[0m\u0007\tbell', 'red bell'],
  [`${'x'.repeat(3000)}end`, `…${'x'.repeat(1996)}end`],
  [
    Array.from({ length: 30 }, (_, line) => String(line)).join('\n'),
    `… | ${'10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29'.replaceAll(' ', ' | ')}`,
  ],
])('A20: the end of %j in one line', (text, end) => {
  expect(endOfOutput(text)).toBe(end);
});

test('A20: the end of whatever was printed is one line, within bounds, that steers no terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 5000 }), (text) => {
      const end = endOfOutput(text);
      expect(end.length).toBeLessThanOrEqual(2_010);
      // oxlint-disable-next-line no-control-regex
      expect(end).not.toMatch(/[\u0000-\u001F\u007F-\u009F]/);
    }),
  );
});
