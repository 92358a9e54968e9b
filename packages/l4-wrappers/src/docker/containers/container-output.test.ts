import { PassThrough } from 'node:stream';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collect, createOutputCollector } from './container-output.ts';

const frame = (stream: 1 | 2, text: string): Buffer => {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
};

/** Cuts bytes at the given places. */
const cutAt = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const sorted = [
    0,
    ...places.map((place) => place % (bytes.length + 1)).toSorted((one, other) => one - other),
    bytes.length,
  ];
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
};

describe("the engine's output stream", () => {
  test('comes out whole, however the network cuts it', () => {
    const part = fc.record({ stream: fc.constantFrom(1 as const, 2 as const), text: fc.string({ unit: 'grapheme' }) });
    fc.assert(
      fc.property(fc.array(part), fc.array(fc.nat()), (parts, places) => {
        const collector = createOutputCollector(1e6);
        const bytes = Buffer.concat(parts.map(({ stream, text }) => frame(stream, text)));
        for (const chunk of cutAt(bytes, places)) collector.add(chunk);
        const printed = (stream: 1 | 2): string =>
          parts
            .filter((one) => one.stream === stream)
            .map(({ text }) => text)
            .join('');
        expect(collector.output()).toEqual({ stdout: printed(1), stderr: printed(2), truncated: false });
      }),
    );
  });

  test('is kept up to the bound, per stream', () => {
    const collector = createOutputCollector(100);
    collector.add(frame(1, 'x'.repeat(1000)));
    collector.add(frame(2, 'short'));
    expect(collector.output()).toMatchObject({ stderr: 'short', truncated: true });
  });

  test('of a container with a terminal has no frames', () => {
    const collector = createOutputCollector(100, { framed: false });
    collector.add(Buffer.from('plain'));
    expect(collector.output()).toEqual({ stdout: 'plain', stderr: '', truncated: false });
  });

  test('that breaks off, or is aborted, rejects', async () => {
    const broken = new PassThrough();
    const collecting = collect(broken, createOutputCollector(100), new AbortController().signal);
    broken.destroy();
    await expect(collecting).rejects.toThrow('broke off');
    await expect(collect(new PassThrough(), createOutputCollector(100), AbortSignal.abort())).rejects.toThrow(
      'broken off',
    );
  });
});
