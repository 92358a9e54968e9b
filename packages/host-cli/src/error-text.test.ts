import picocolors from 'picocolors';
import { expect, test } from 'vitest';
import { errorText } from './error-text.ts';

const plain = picocolors.createColors(false);

test('an error is its cause in one line, and the next step in another', () => {
  expect(errorText({ message: 'ann\nsaid no' }, plain)).toBe('✖ ann said no\n');
  expect(errorText({ message: 'ann said no', hint: 'Ask her.' }, plain)).toBe('✖ ann said no\n→ Ask her.\n');
});
