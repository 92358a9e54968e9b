import { expect, test } from 'vitest';
import { z } from 'zod';
import { partRolesOf } from './part-roles.ts';

test('S67: what a field is follows from the schema', () => {
  const part = z.object({
    event: z.literal('ended'),
    kind: z.enum(['run', 'status']),
    stream: z.enum(['stdout', 'stderr']),
    conclusion: z.string().nullable(),
    id: z.string(),
    endedAt: z.iso.datetime(),
    durationMs: z.number(),
    totalBytes: z.number().nullable(),
    done: z.int(),
    attempt: z.int(),
    either: z.union([z.string(), z.int()]),
    draft: z.boolean(),
    more: z.unknown(),
  });
  expect(Object.fromEntries(partRolesOf(part))).toEqual({
    event: 'tag',
    kind: 'tag',
    stream: 'state',
    conclusion: 'state',
    id: 'name',
    endedAt: 'time',
    durationMs: 'duration',
    totalBytes: 'size',
    done: 'count',
    attempt: 'value',
    either: 'value',
    draft: 'value',
    more: 'value',
  });
});

test('S67: parts of several sorts have the fields of all of them', () => {
  const part = z.union([
    z.discriminatedUnion('is', [z.object({ is: z.literal('a'), one: z.string() }), z.object({ is: z.literal('b') })]),
    z.object({ two: z.int() }),
  ]);
  expect([...partRolesOf(part).keys()]).toEqual(['is', 'one', 'two']);
  expect(partRolesOf(z.string()).size).toBe(0);
});
