import { expect, test } from 'vitest';
import { fail, lookTwice, succeed } from './index.ts';
import { undecided } from './look-for-effect.ts';

/** Looks that find one after the other. */
const looks = (...found: readonly unknown[]) => {
  const asked: string[] = [];
  let settled = 0;
  const look = async (time: 'first' | 'again') => {
    asked.push(time);
    const next = found[asked.length - 1];
    return next === 'none' ? undefined : next === 'no' ? fail('no') : succeed(next);
  };
  const settle = async (): Promise<void> => void (settled += 1);
  return { asked, settled: () => settled, answer: lookTwice(look, settle) };
};

// A journal makes null of what is not there.
test.each([undefined, null])('F16: what is not there (%s) is looked for once more, after a while', async (nothing) => {
  const { asked, settled, answer } = looks(nothing, { id: 1 });
  expect(await answer).toMatchObject({ success: true, data: { id: 1 } });
  expect([asked, settled()]).toEqual([['first', 'again'], 1]);
});

test.each([[{ id: 1 }], ['no'], ['none']])('F16: %j is the answer at once', async (found) => {
  const { asked, settled, answer } = looks(found);
  await answer;
  expect([asked, settled()]).toEqual([['first'], 0]);
});

test('F16: what cannot be found out is told by the place in a flow, or by the operation outside of one', () => {
  expect(undecided('create_item', { path: 'copies[2]/make/' })).toMatchObject({ at: 'copies[2]/make' });
  expect(undecided('create_item', {})).toMatchObject({ at: 'create_item', mayHaveHappened: true });
});
