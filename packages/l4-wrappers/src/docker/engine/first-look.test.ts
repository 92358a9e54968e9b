import { expect, test } from 'vitest';
import { createFirstLook } from './first-look.ts';

test('F16: the attempts at one call are told what the first one saw, and other calls look for themselves', async () => {
  const firstLook = createFirstLook();
  let state = 'before';
  const look = () => Promise.resolve(state);
  expect(await firstLook({ callId: 'a', at: 'it' }, look)).toBe('before');
  state = 'after';
  expect(await firstLook({ callId: 'a', at: 'it' }, look)).toBe('before');
  expect(await firstLook({ callId: 'b', at: 'it' }, look)).toBe('after');
  expect(await firstLook({ callId: 'a', at: 'something else' }, look)).toBe('after');
  expect(await firstLook({ callId: undefined, at: 'it' }, look)).toBe('after');
});

test('F16: a look that fails is not remembered', async () => {
  const firstLook = createFirstLook();
  await expect(firstLook({ callId: 'a', at: 'it' }, () => Promise.reject(new Error('cut')))).rejects.toThrow('cut');
  expect(await firstLook({ callId: 'a', at: 'it' }, () => Promise.resolve('seen'))).toBe('seen');
});

test('what is remembered does not grow without end: the oldest calls are forgotten', async () => {
  const firstLook = createFirstLook();
  for (let call = 0; call <= 1000; call++)
    await firstLook({ callId: `call ${call}`, at: 'it' }, () => Promise.resolve('first'));
  expect(await firstLook({ callId: 'call 1', at: 'it' }, () => Promise.resolve('second'))).toBe('first');
  expect(await firstLook({ callId: 'call 0', at: 'it' }, () => Promise.resolve('second'))).toBe('second');
});
