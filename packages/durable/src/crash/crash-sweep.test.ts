import { describe, expect, test } from 'vitest';
import { crashAt, inLanes, isWhole } from './lives.fixture.ts';
import { expectedOf, namesOf, shapes, succeeds } from './shapes.fixture.ts';

/** Of every so many moments one is tried. */
const stride = isWhole ? 1 : 3;

/** What has to be so after any crash. Gives whether the run was killed at all. */
const check = async (index: number, moment: number): Promise<boolean> => {
  const shape = shapes[index] as (typeof shapes)[number];
  const { first, last, outside } = await crashAt('child.fixture.ts', moment, ['1', String(index)]);
  expect({ moment, code: last.code, stderr: last.stderr }).toEqual({ moment, code: 0, stderr: '' });
  // No call of the run has ever made two.
  const twice = [...outside.made].filter(([, times]) => times > 1);
  expect({ moment, twice }).toEqual({ moment, twice: [] });
  expect({ moment, names: namesOf(outside.items) }).toEqual({ moment, names: [...expectedOf(shape)].toSorted() });
  expect(JSON.parse(last.stdout)).toMatchObject({ ended: [succeeds(shape)] });
  if (first.code !== 0) expect({ moment, signal: first.signal }).toEqual({ moment, signal: 'SIGKILL' });
  return first.code !== 0;
};

describe('a run that is killed at every moment', () => {
  test.for(shapes.map((shape, index) => ({ ...shape, index })))(
    'S88, F16, P8: $name (fails: $fails, decided: $verdict) is done, or undone, and nothing twice',
    { timeout: 600_000 },
    async ({ index }) => {
      let killed = 0;
      // Where a sample begins differs from shape to shape, so that together they meet every kind of moment.
      let moment = 1 + (index % stride) - stride;
      await inLanes(
        () => (moment += stride),
        async (at) => {
          const wasKilled = await check(index, at);
          if (wasKilled) killed += 1;
          return wasKilled;
        },
      );
      expect(killed).toBeGreaterThan(15 / stride);
    },
  );
});
