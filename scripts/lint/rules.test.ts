import { describe, expect, test } from 'vitest';
import { lintProbe } from './probe.fixture.ts';

const work = 'const work = async (): Promise<number> => 1;\n';

/** A rule, and a source that breaks it. */
const breaches: readonly (readonly [rule: string, source: string])[] = [
  ['no-floating-promises', `${work}work();`],
  ['no-misused-promises', `${work}[1].forEach(async () => {\n  await work();\n});`],
  ['await-thenable', 'export const three = await 3;'],
  ['no-explicit-any', 'export const loose: any = 1;'],
  ['no-unsafe-member-access', "export const size = JSON.parse('{}').size;"],
  ['no-unsafe-call', "JSON.parse('{}')();"],
  ['no-unsafe-assignment', "export const parsed = JSON.parse('{}');"],
  ['no-unsafe-return', "export const read = (): string => JSON.parse('{}');"],
  ['no-unsafe-argument', "export const parsed = Number.parseInt(JSON.parse('{}'), 10);"],
  ['no-non-null-assertion', 'export const first = (all: readonly string[]): string => all[0]!;'],
  ['consistent-type-imports', "import { Stats } from 'node:fs';\nexport const stats: Stats | undefined = undefined;"],
  [
    'switch-exhaustiveness-check',
    "export const rank = (a: 'x' | 'y'): void => {\n  switch (a) {\n    case 'x':\n  }\n};",
  ],
  ['only-throw-error', "throw 'a text';"],
  ['no-thenable', 'export const lazy = { then: () => 1 };'],
  ['no-cycle', "import './cycle.ts';\nexport const here = 1;"],
  ['no-default-export', 'export default 1;'],
  ['no-console', "console.log('seen');"],
  ['max-lines', 'export {};\n'.repeat(301)],
  ['max-lines-per-function', `export const long = (): number => {\n${'  void 0;\n'.repeat(60)}  return 1;\n};`],
  ['no-ambient-date', 'export const now = new Date();'],
  ['no-restricted-properties', 'export const now = Date.now();'],
  ['no-restricted-properties', 'export const chance = Math.random();'],
  ['no-restricted-properties', 'export const id = crypto.randomUUID();'],
  ['no-restricted-properties', 'export const now = performance.now();'],
  ['no-restricted-properties', 'export const limit = AbortSignal.timeout(5);'],
  ['no-restricted-globals', 'setTimeout(() => undefined, 5);'],
  ['no-restricted-globals', 'setInterval(() => undefined, 5);'],
  ['no-restricted-imports', "export { setTimeout } from 'node:timers/promises';"],
  ['no-restricted-imports', "export { randomUUID } from 'node:crypto';"],
  ['no-restricted-imports', "export { spawn } from 'node:child_process';"],
];

const pathOf = (index: number): string => `packages/core/src/breach-${index}.ts`;
const cycleStart = `./breach-${breaches.findIndex(([rule]) => rule === 'no-cycle')}.ts`;
const inTest = 'packages/core/src/breach.test.ts';
const clock = 'packages/core/src/clock.ts';
const harmless = 'packages/core/src/harmless.ts';
const camelCase = 'packages/core/src/camelCase.ts';

const broken = lintProbe({
  ...Object.fromEntries(breaches.map(([, source], index) => [pathOf(index), source])),
  'packages/core/src/cycle.ts': `import '${cycleStart}';\nexport const there = 1;`,
  [inTest]: `${work}work();\nDate.now();`,
  [clock]: 'export const now = (): number => Date.now() + Math.random() + performance.now();',
  [harmless]: 'export const epoch = new Date(0);',
  [camelCase]: 'export const fine = 1;',
});

describe('the lint configuration has teeth', () => {
  test.each(breaches.map(([rule, source], index) => ({ rule, source, path: pathOf(index) })))(
    '$rule: $source',
    ({ rule, path }) => {
      expect(broken.get(path)).toContain(rule);
    },
  );

  test('a file that is not kebab-case', () => {
    expect(broken.get(camelCase)).toContain('filename-case');
  });

  test('tests are held to the types and the clock too', () => {
    expect(broken.get(inTest)).toEqual(expect.arrayContaining(['no-floating-promises', 'no-restricted-properties']));
  });

  test('the clock may ask the machine, and a date of a given time is fine everywhere', () => {
    expect(broken.get(clock)).toBeUndefined();
    expect(broken.get(harmless)).toBeUndefined();
  });
});
