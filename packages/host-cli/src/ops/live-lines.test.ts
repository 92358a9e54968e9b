import { Secret } from '@strata/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { coloursFor } from '../colours.ts';
import { MemoryStream } from '../memory-io.fixture.ts';
import { RedactedOutput } from '../redacted-output.ts';
import { Screen } from '../screen.fixture.ts';
import { LiveLines } from './live-lines.ts';
import { type PartMark, type ToldPart, partReaderOf } from './told-part.ts';

const line = (words: string, counts = '', mark: PartMark = 'none', isPassing = false): ToldPart => ({
  kind: 'line',
  mark,
  words,
  counts,
  isPassing,
});
const passing = (words: string, counts: string): ToldPart => line(words, counts, 'none', true);
const printed = (text: string, channel = 'stdout'): ToldPart => ({ kind: 'output', channel, text });

/** What is on the stream after all that was told; `say`: a text that comes in between. */
const shown = async (all: readonly ToldPart[], isTerminal = false, env = {}) => {
  const target = new MemoryStream(isTerminal);
  const output = new RedactedOutput(target, [new Secret('hush-hush')]);
  const live = new LiveLines({ output, colours: coloursFor(output, env), inPlace: isTerminal });
  for (const told of all) live.show(told);
  await output.flushed();
  const before = target.text;
  live.end();
  await output.flushed();
  return { before, text: target.text };
};

const screenOf = (text: string): readonly string[] => {
  // oxlint-disable-next-line no-control-regex -- colours
  return new Screen(80).write(text.replaceAll(/\u001B\[\d+m/g, '')).lines;
};

describe('in a pipe', () => {
  test('what passes is a line when its words change; what stays is one each time', async () => {
    const { text } = await shown([
      passing('a1 Downloading', '1 MB'),
      passing('a1 Downloading', '2 MB'),
      passing('a1 Extracting', ''),
      passing('', 'done 100'),
      passing('', 'done 200'),
      line('build', '', 'good'),
      line('build', '', 'good'),
      line('late', '', 'so-so'),
    ]);
    expect(text).toBe('· a1 Downloading  1 MB\n· a1 Extracting\n· done 100\n· done 200\n✔ build\n✔ build\n- late\n');
  });

  test('what was printed in pieces comes in whole lines, those of two outputs apart', async () => {
    const { before, text } = await shown([
      printed('one\r\ntw'),
      printed('bad', 'stderr'),
      printed('o\n  three\n\n'),
      printed(' luck', 'stderr'),
    ]);
    expect(before).toBe('one\ntwo\n  three\n\n');
    expect(text).toBe(`${before}bad luck\n`);
  });

  test('a bar that grows is the line that it has become, and a line without an end is not waited for', async () => {
    const bar = ['10 %\r', '50 %\r', '100 %'].map((piece) => printed(piece));
    expect((await shown(bar)).text).toBe('100 %\n');
    const long = 'x'.repeat(10_001);
    expect(await shown([printed(long)])).toEqual({ before: `${long}\n`, text: `${long}\n` });
  });

  test('S40: a secret that comes in two pieces is found', async () => {
    expect((await shown([printed('it is hush'), printed('-hush\n')])).text).toBe('it is [secret]\n');
  });

  test('nothing that others wrote moves the cursor', async () => {
    const schemas = [z.string(), z.object({ text: z.string() }), z.looseObject({ id: z.string(), done: z.int() })];
    const readers = schemas.map((schema) => partReaderOf(schema));
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ stringUnit: 'binary' }), async (value) => {
        const parts = [value, { text: value }, { id: value, done: 1, more: value }];
        const { text } = await shown(readers.flatMap((read) => parts.map(read)));
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      }),
      { numRuns: 50 },
    );
  });
});

describe('on a terminal', () => {
  test('what passes is written over, in colours, and is gone at the end', async () => {
    const { before, text } = await shown(
      [passing('a', '0 of 2'), line('a', '1 of 2', 'good'), passing('b', '1 of 2')],
      true,
    );
    expect(before).toContain('\u001B[32m✔\u001B[39m a');
    expect(screenOf(before)).toEqual(['✔ a  1 of 2', '· b  1 of 2']);
    expect(screenOf(text)).toEqual(['✔ a  1 of 2', '']);
    const { text: plain } = await shown([line('a', '1 of 2', 'good')], true, { NO_COLOR: '1' });
    expect(plain).toBe('✔ a  1 of 2\n');
  });

  test('a line that is not at its end is seen already', async () => {
    const { before, text } = await shown([printed('...'), printed('..')], true);
    expect(screenOf(before)).toEqual(['.....']);
    expect(screenOf(text)).toEqual(['.....', '']);
  });

  test('no line that is written over is wider than it', async () => {
    const { before } = await shown([passing('x'.repeat(100), ''), passing('y', '')], true);
    expect(screenOf(before)).toEqual(['· y']);
  });
});
