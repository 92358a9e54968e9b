import { expect, test } from 'vitest';
import { createFirstLooks, createLooking } from './first-looks.ts';
import { createContext, fail, invoke, retry, runFlow, saga, step } from './index.ts';
import { createWorld, cut, failing } from './world.fixture.ts';

const operation = { name: 'rename' };

test('F16: the attempts at one call are told what the first one saw, beside what is there now', async () => {
  const firstLooks = createFirstLooks();
  let state = 'old';
  const look = () => Promise.resolve(state);
  const attempt = (callId: string, of = operation) => createLooking(of, { callId, firstLooks }).beforeAndNow(look);
  expect(await attempt('a')).toEqual({ before: 'old', now: 'old' });
  state = 'new';
  expect(await attempt('a')).toEqual({ before: 'old', now: 'new' });
  expect(await attempt('b')).toEqual({ before: 'new', now: 'new' });
  expect(await attempt('a', { name: 'another' })).toEqual({ before: 'new', now: 'new' });
});

test('F16: that there was nothing is remembered as well', async () => {
  const firstLooks = createFirstLooks();
  const { beforeAndNow } = createLooking(operation, { callId: 'a', firstLooks });
  await beforeAndNow(() => Promise.resolve(undefined));
  expect(await beforeAndNow(() => Promise.resolve('made'))).toEqual({ before: undefined, now: 'made' });
});

test('F16: a look that fails is not remembered', async () => {
  const { beforeAndNow } = createLooking(operation, { callId: 'a', firstLooks: createFirstLooks() });
  await expect(beforeAndNow(() => Promise.reject(new Error('cut')))).rejects.toThrow('cut');
  expect(await beforeAndNow(() => Promise.resolve('seen'))).toEqual({ before: 'seen', now: 'seen' });
});

test('a call without a name, or whose caller remembers nothing, is always its first attempt', async () => {
  const firstLooks = createFirstLooks();
  for (const ctx of [{ firstLooks }, { callId: 'a' }]) {
    const { beforeAndNow } = createLooking(operation, ctx);
    expect(await beforeAndNow(() => Promise.resolve(1))).toEqual({ before: 1, now: 1 });
    expect(await beforeAndNow(() => Promise.resolve(2))).toEqual({ before: 2, now: 2 });
  }
});

test.each([true, false])('F16: a saga takes back what a lost attempt has changed (it landed: %s)', async (landed) => {
  const world = createWorld();
  world.items.push({ id: 'x', name: 'old' });
  world.interfere = failing('rename_item', cut, { when: landed ? 'after' : 'before' });
  const renaming = saga<object>()
    .to(
      retry((from) => from.to(invoke(world.tool, 'rename_item', () => ({ id: 'x', name: 'new' }))), {
        attempts: 2,
        waitMs: 0,
      }),
    )
    .to(step('refuse', async () => fail('no')));
  expect(await runFlow(renaming, {}, createContext())).toMatchObject({
    error: { undoComplete: true, effects: [{ outcome: 'undone', output: { before: 'old', name: 'new' } }] },
  });
  expect(world.called()).toEqual(['rename_item', 'rename_item', 'rename_item']);
  expect(world.names()).toEqual(['old']);
});
