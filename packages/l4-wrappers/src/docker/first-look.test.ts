import { expect, test } from 'vitest';
import { createFirstLook } from './first-look.ts';

test('F16: the attempts at one call are told what the first one saw, and other calls look for themselves', async () => {
  const firstLook = createFirstLook();
  let state = 'before';
  const look = () => Promise.resolve(state);
  expect(await firstLook('a', look)).toBe('before');
  state = 'after';
  expect(await firstLook('a', look)).toBe('before');
  expect(await firstLook('b', look)).toBe('after');
  expect(await firstLook(undefined, look)).toBe('after');
});

test('F16: a look that fails is not remembered', async () => {
  const firstLook = createFirstLook();
  await expect(firstLook('a', () => Promise.reject(new Error('cut')))).rejects.toThrow('cut');
  expect(await firstLook('a', () => Promise.resolve('seen'))).toBe('seen');
});

test('what is remembered does not grow without end: the oldest calls are forgotten', async () => {
  const firstLook = createFirstLook();
  for (let call = 0; call <= 1000; call++) await firstLook(`call ${call}`, () => Promise.resolve('first'));
  expect(await firstLook('call 1', () => Promise.resolve('second'))).toBe('first');
  expect(await firstLook('call 0', () => Promise.resolve('second'))).toBe('second');
});
