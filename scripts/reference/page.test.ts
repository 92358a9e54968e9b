import { defineOperation } from '@strata/core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { referencePage } from './page.ts';

const schemas = { input: z.object({}), output: z.object({}) };
const look = defineOperation({ ...schemas, name: 'look', summary: 'Look | see.', effect: 'read', tags: () => [] });
const make = defineOperation({
  ...schemas,
  name: 'make',
  summary: 'Make.',
  effect: 'write',
  part: z.string(),
  undo: { operation: 'drop', request: () => ({}) },
  locate: { using: look, request: () => ({}), pick: () => undefined },
});
const drop = defineOperation({
  ...schemas,
  name: 'drop',
  summary: 'Drop.',
  effect: 'destroy',
  idempotent: true,
  irreversible: 'it is\ngone',
});
const say = defineOperation({
  ...schemas,
  name: 'say',
  summary: 'Say.',
  effect: 'write',
  verdict: () => 'bad',
});

test('a row says what the definition says, in order of the names', () => {
  const caseOf = (name: string): string | undefined => (name === 'make' ? '../world/makes.ts' : undefined);
  const page = referencePage([{ name: 'world', operations: [make, look, say, drop], contracts: [], caseOf }]);
  expect(page.split('\n').slice(-5)).toEqual([
    '| `drop` | destroy | stays: it is gone | repeated | yes |  |  | Drop. |',
    String.raw`| ${'`look`'} | read |  | repeated | yes | tagged |  | Look \| see. |`,
    '| `make` | write | `drop` | `look` |  | streams | [makes](../world/makes.ts) | Make. |',
    '| `say` | write | stays: nothing undoes it | not tried again |  | judged |  | Say. |',
    '',
  ]);
  expect(page).toContain('There is no contract test');
});

test('contract tests are linked', () => {
  const contracts = [
    { name: 'the wrapper', path: '../a.test.ts' },
    { name: 'the fake', path: '../b.test.ts' },
  ];
  const pageOf = (...names: readonly string[]): string => {
    const caseOf = (name: string): string | undefined => (names.includes(name) ? '../world/cases.ts' : undefined);
    return referencePage([{ name: 'world', operations: [look, drop], contracts, caseOf }]);
  };
  const linked = 'is tried by the contract tests of [the wrapper](../a.test.ts) and [the fake](../b.test.ts), titled';
  expect(pageOf('look', 'drop')).toContain(`\nEach ${linked} \`world.<operation>: …\`.\n`);
  expect(pageOf('look')).toContain(`\nEach but those of the expert alone (\`drop\`) ${linked}`);
});
