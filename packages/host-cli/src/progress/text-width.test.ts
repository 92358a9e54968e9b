import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitted, oneLine, textWidth } from './text-width.ts';

test('wide characters count twice, what is combined counts once', () => {
  expect(['abc', 'é', 'e\u0301', '修正', '👍🏽', '→'].map(textWidth)).toEqual([3, 1, 1, 4, 2, 1]);
});

test('a text that is cut says so', () => {
  expect([fitted('abcdef', 6), fitted('abcdef', 5), fitted('修正する', 6), fitted('abc', 1), fitted('abc', 0)]).toEqual(
    ['abcdef', 'abcd…', '修正…', '…', ''],
  );
});

test('a text that fits is never wider than its room', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, columns) => {
      expect(textWidth(fitted(text, columns))).toBeLessThanOrEqual(columns);
    }),
  );
});

test('nothing in a line moves the cursor', () => {
  expect(oneLine(' a\n\tb\u001B[2Jc\r\u2028d ')).toBe('a b [2Jc d');
});
