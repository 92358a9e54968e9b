import { expect, test } from 'vitest';
import { fail, succeed } from './index.ts';

test('a success carries its data and what the call cost', () => {
  expect(succeed(3)).toEqual({ success: true, data: 3, meta: { durationMs: 0, attempts: 1 } });
  expect(succeed('text', { durationMs: 5, attempts: 2, cached: true }).meta).toEqual({
    durationMs: 5,
    attempts: 2,
    cached: true,
  });
});

test('a failure carries its reason and what the call cost', () => {
  expect(fail({ kind: 'refused' })).toEqual({
    success: false,
    error: { kind: 'refused' },
    meta: { durationMs: 0, attempts: 1 },
  });
  expect(fail('no', { durationMs: 1, attempts: 3 }).meta.attempts).toBe(3);
});

test('results are plain JSON', () => {
  for (const result of [succeed({ items: [1, 'two', null] }), fail({ kind: 'not_found' })])
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
});

test('nobody can change what results without a cost of their own share', () => {
  expect(Object.isFrozen(succeed(1).meta)).toBe(true);
});
