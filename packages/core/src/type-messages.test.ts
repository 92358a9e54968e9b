import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '../type-messages');

/** What the compiler prints, whatever its exit code: it finds mistakes, for that is what it is given. */
const compile = (): Promise<string> => {
  const root = join(import.meta.dirname, '../../../package.json');
  const tsc = join(dirname(createRequire(root).resolve('typescript/package.json')), 'bin/tsc');
  const given = [tsc, '--project', folder, '--pretty', 'false'];
  return new Promise((resolve) => void execFile(process.execPath, given, (_error, printed) => resolve(printed)));
};

interface Message {
  readonly mistake: string;
  /** The first line, which is what an editor shows. */
  readonly head: string;
  readonly more: readonly string[];
}

/** The messages, each under the heading of the block in which it stands. */
const messagesOf = (printed: string): readonly Message[] => {
  const source = readFileSync(join(folder, 'mistakes.ts'), 'utf8').split('\n');
  const found: { mistake: string; head: string; more: string[] }[] = [];
  for (const line of printed.trimEnd().split('\n')) {
    const [, file, row, head] = /^(\S+?)\((\d+),\d+\): error TS\d+: (.*)$/.exec(line) ?? [];
    if (head === undefined) found.at(-1)?.more.push(line.trim());
    else {
      const heading = source.slice(0, Number(row)).findLast((it) => it.startsWith('//# ')) ?? '//# before any';
      const where = file?.endsWith('mistakes.ts') === true ? heading.slice('//# '.length) : `in ${file}`;
      found.push({ mistake: where, head, more: [] });
    }
  }
  return found;
};

const printed = await compile();
const messages = messagesOf(printed);
const mistakes = [...readFileSync(join(folder, 'mistakes.ts'), 'utf8').matchAll(/^\/\/# (.*)$/gm)].map(([, it]) => it);

test('S2 S3 S4: each mistake is refused once, and nothing else is', () => {
  expect(messages.map((it) => it.mistake)).toEqual(mistakes);
});

test('S5: the compiler says of each what it said before', async () => {
  const text = messages.map(({ mistake, head, more }) =>
    [`# ${mistake}`, head, ...more.map((it) => `  ${it}`)].join('\n'),
  );
  await expect(`${text.join('\n\n')}\n`).toMatchFileSnapshot('../type-messages/messages.txt');
});

/** What fits into an editor's pop-up without scrolling; nearly all are less than half of it. */
const bound = { headCharacters: 360, moreLines: 1, medianCharacters: 140 };

test.each(messages)('the message is short: $mistake', ({ head, more }) => {
  expect(head.length).toBeLessThanOrEqual(bound.headCharacters);
  expect(more.length).toBeLessThanOrEqual(bound.moreLines);
});

test('half of the messages are a sentence or little more', () => {
  const lengths = messages.map((it) => it.head.length).toSorted((one, other) => one - other);
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(bound.medianCharacters);
});

test('no message speaks of the inner workings: schemas, conditional types', () => {
  expect(printed).not.toMatch(/Zod|extends|infer |Checked|NoSurplus|Problem</);
});
