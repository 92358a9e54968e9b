import { expect, test } from 'vitest';
import { describeInFull, describeOperation } from './index.ts';
import { followLog, listLines } from './log.fixture.ts';
import { announce, createItem, listItems, worldCatalog } from './world.fixture.ts';

test('S65: a row says what is in the definition, and nothing else', () => {
  expect(JSON.stringify(describeOperation('world', createItem))).toBe(
    JSON.stringify({
      tool: 'world',
      operation: 'create_item',
      effect: 'write',
      undo: 'delete_item',
      locate: 'list_items',
      idempotent: false,
      summary: 'Make an item.',
    }),
  );
  expect(describeOperation('world', announce)).toMatchObject({ undo: null, locate: null });
  expect(describeOperation('world', worldCatalog.operations.rename_item)).toMatchObject({ idempotent: true });
  expect(describeOperation('world', announce)).toMatchObject({ effect: 'write', idempotent: false });
  expect(describeOperation('world', listItems)).toMatchObject({ effect: 'read', idempotent: true });
});

test('S65: in full there are the schemas as a caller sees them, and why a call stays', () => {
  const full = describeInFull('world', createItem);
  expect(full.input).toMatchObject({
    properties: { name: { type: 'string', minLength: 1 }, note: { default: '' } },
    required: ['name'],
  });
  expect(full.output).toMatchObject({ required: ['id', 'name'] });
  expect(full).toMatchObject({ irreversible: null, part: null, paged: false, tagged: false, judged: false });
  expect(describeInFull('world', announce).irreversible).toBe('what is said is said');
  expect(describeInFull('world', { ...listItems, tags: () => [] })).toMatchObject({ tagged: true });
  expect(describeInFull('world', { ...listItems, verdict: () => 'bad' })).toMatchObject({ judged: true });
  expect(describeInFull('log', listLines)).toMatchObject({ paged: true });
  expect(describeInFull('log', followLog).part).toMatchObject({ properties: { line: { type: 'string' } } });
});

test('a description is plain JSON', () => {
  for (const operation of Object.values(worldCatalog.operations)) {
    const full = describeInFull('world', operation);
    expect(JSON.parse(JSON.stringify(full))).toEqual(full);
  }
});
