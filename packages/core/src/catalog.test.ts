import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineCatalog, defineOperation } from './index.ts';
import { createItem, listItems, worldCatalog } from './world.fixture.ts';

test('an operation is the data that defines it', () => {
  const definition = {
    name: 'look',
    summary: 'Look.',
    effect: 'read',
    input: z.object({}),
    output: z.object({}),
  } as const;
  expect(defineOperation(definition)).toBe(definition);
});

test('a catalog holds its operations by name', () => {
  expect(worldCatalog.name).toBe('world');
  expect(worldCatalog.operations.create_item).toBe(createItem);
  expect(worldCatalog.operations.list_items).toBe(listItems);
});

describe('a schema that JSON does not keep is refused', () => {
  const catalogOf = (part: 'input' | 'output', shape: z.ZodRawShape) => () => {
    const empty = z.object({});
    const schemas = { input: empty, output: empty, [part]: z.object(shape) };
    return defineCatalog('sky', {
      look: defineOperation({ name: 'look', summary: 'Look.', effect: 'read', ...schemas }),
    });
  };

  test.each([
    ['a date', { at: z.date() }, 'at: Date'],
    ['a date in a list', { stars: z.array(z.object({ seen: z.object({ at: z.date() }) })) }, 'stars[].seen.at: Date'],
    ['a big number', { count: z.bigint() }, 'count: BigInt'],
    ['a map', { names: z.map(z.string(), z.string()) }, 'names: Map'],
  ])('%s, with its place', (_what, shape, told) => {
    expect(catalogOf('input', shape)).toThrow(TypeError);
    expect(catalogOf('input', shape)).toThrow(`sky.look: input is not plain JSON at ${told}`);
    expect(catalogOf('output', shape)).toThrow(`sky.look: output is not plain JSON at ${told}`);
  });

  test('also when it is the whole output', () => {
    const now = defineOperation({
      name: 'now',
      summary: 'Tell the time.',
      effect: 'read',
      input: z.object({}),
      output: z.date(),
    });
    expect(() => defineCatalog('sky', { now })).toThrow('sky.now: output is not plain JSON at the whole: Date');
  });

  test('also in what an operation tells', () => {
    const look = defineOperation({
      name: 'look',
      summary: 'Look.',
      effect: 'read',
      input: z.object({}),
      output: z.object({}),
      part: z.object({ at: z.date() }),
    });
    expect(() => defineCatalog('sky', { look })).toThrow('sky.look: part is not plain JSON at at: Date');
    expect(() => defineCatalog('sky', { look: { ...look, part: z.object({ at: z.iso.datetime() }) } })).not.toThrow();
  });

  test('an input may be turned into something else, because callers write what comes before that', () => {
    expect(catalogOf('input', { at: z.iso.datetime(), count: z.string().transform(Number) })).not.toThrow();
    expect(catalogOf('output', { count: z.string().transform(Number) })).toThrow('at count: Transform');
  });
});
