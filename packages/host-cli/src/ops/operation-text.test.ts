import { execFileSync } from 'node:child_process';
import { type AnyOperation, defineOperation } from '@strata/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { FoundOperation } from './found-operation.ts';
import { parseCall } from './call-order.ts';
import { callHelp, commandText, locateText, operationText, undoText } from './operation-text.ts';
import { flagsOf } from './operation-flags.ts';

const bare = { name: 'do', summary: 'Do it.', input: z.object({}), output: z.object({}) };
const foundOf = (operation: AnyOperation): FoundOperation => ({
  tool: { name: 'world', operations: {}, execute: () => Promise.reject(new Error('not called')) },
  operation,
});

test.each([
  [{ effect: 'read' }, 'nothing to take back', 'repeated'],
  [{ effect: 'write' }, 'none', 'not repeated'],
  [{ effect: 'write', irreversible: 'ink', idempotent: true }, 'none: ink', 'repeated, which changes nothing more'],
  [{ effect: 'write', undo: { operation: 'undo' } }, 'undo', 'not repeated'],
  [{ effect: 'write', locate: { using: { name: 'look' } } }, 'none', 'looked for with look'],
] as const)('%j is told in words', (more, undo, locate) => {
  const { operation } = foundOf({ ...bare, ...more });
  expect([undoText(operation), locateText(operation)]).toEqual([undo, locate]);
});

test('an operation without input, and one that streams and has pages, say so', () => {
  expect(operationText(foundOf({ ...bare, effect: 'read' }))).toContain('It takes no input.');
  const input = z.object({
    from: z.int().default(0),
    files: z.array(z.object({})),
    all: z.boolean(),
    sort: z.enum(['up']),
  });
  const full = defineOperation({
    ...bare,
    effect: 'read',
    input,
    part: z.string(),
    pages: { first: (given) => given, next: () => undefined },
  });
  const text = operationText(foundOf(full));
  expect(text).toContain('streams   tells of its work while it goes on\n  pages     can be read page by page\n');
  expect(text).toMatch(/ {2}--files <json> +\(required, as \[\{\}, …\]\)\n/);
  expect(text).toContain('$ strata ops call world do --files=JSON --all --sort=up\n');
});

test('an operation with a time limit of its own takes --timeout-ms as that', () => {
  const limited = foundOf({ ...bare, effect: 'read', input: z.object({ timeoutMs: z.int().optional() }) });
  const order = parseCall(limited, ['--timeout-ms=5'], () => {});
  expect([order.fields, order.options.timeoutMs]).toEqual([{ timeoutMs: 5 }, undefined]);
  const help = callHelp(limited, flagsOf(limited.operation));
  expect(help.match(/--timeout-ms/g)).toHaveLength(1);
  const free = parseCall(foundOf({ ...bare, effect: 'read' }), ['--timeout-ms=5'], () => {});
  expect([free.fields, free.options.timeoutMs]).toEqual([{}, 5]);
});

test('a command that is shown can be typed: a shell gives back the very words', () => {
  const found = foundOf({ ...bare, effect: 'read', input: z.object({ text: z.string() }) });
  const words = fc
    .string({ unit: 'grapheme', maxLength: 20 })
    .filter((text) => !text.includes('\0') && text.isWellFormed());
  fc.assert(
    fc.property(words, (text) => {
      const [, , , , , ...rest] = execFileSync('sh', ['-c', `printf '%s\\0' ${commandText(found, { text })}`], {
        encoding: 'utf8',
      }).split('\0');
      expect(rest).toEqual([`--text=${text}`, '']);
    }),
    { numRuns: 20 },
  );
});

test('the values that a list may hold are shown, and one of them in the example', () => {
  const what = z.array(z.enum(['containers', 'volumes'])).min(1);
  const text = operationText(foundOf({ ...bare, effect: 'read', input: z.object({ what }) }));
  expect(text).toMatch(/ {2}--what <containers\|volumes, repeatable> +\(required, one each: --what=A --what=B\)\n/);
  expect(text).toContain('$ strata ops call world do --what=containers\n');
});
