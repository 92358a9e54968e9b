import { expect, test } from 'vitest';
import { z } from 'zod';
import { valueShape } from './value-shape.ts';

test.each([
  [z.record(z.string(), z.string()), '{"NAME": "TEXT"}'],
  [z.array(z.object({ path: z.string(), size: z.int().optional() })), '[{"path": "TEXT", "size"?: 1}, …]'],
  [z.int().nullable(), '1 | null'],
  [z.array(z.string().nullable()), '["TEXT" | null, …]'],
  [z.object({ kind: z.enum(['bind', 'volume']), on: z.literal(true) }), '{"kind": "bind"|"volume", "on": true}'],
  [
    z.discriminatedUnion('is', [z.object({ is: z.literal('a') }), z.object({ is: z.literal('b') })]),
    '{"is": "a"} | {"is": "b"}',
  ],
  [z.array(z.array(z.array(z.array(z.array(z.boolean()))))), '[[[[[…, …], …], …], …], …]'],
  [z.unknown(), '…'],
])('S65: a shape is told in a line', (schema, shape) => {
  expect(valueShape(z.toJSONSchema(schema, { io: 'input' }))).toBe(shape);
});
