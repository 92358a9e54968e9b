import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createBoundedOutput } from './bounded-output.ts';

it('keeps everything that fits, and otherwise the beginning and the end, however it arrives', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{0,40}$/)), fc.integer({ min: 4, max: 100 }), (chunks, maxBytes) => {
      const output = createBoundedOutput(maxBytes);
      for (const chunk of chunks) output.add(Buffer.from(chunk));
      const all = chunks.join('');
      expect(output.truncated).toBe(all.length > maxBytes);
      const headBytes = Math.floor(maxBytes / 4);
      const note = `\n[… ${all.length - maxBytes} bytes left out …]\n`;
      const cut = all.slice(0, headBytes) + note + all.slice(headBytes - maxBytes);
      expect(output.text()).toBe(all.length <= maxBytes ? all : cut);
    }),
  );
});
