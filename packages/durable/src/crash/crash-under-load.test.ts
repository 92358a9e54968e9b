import { expect, test } from 'vitest';
import { crashAt, inLanes, isWhole } from './lives.fixture.ts';
import { expectedOf, namesOf, shapes, succeeds } from './shapes.fixture.ts';

/** How many runs a process drives when it is killed. */
const runsAtOnce = 20;

/** At how many moments a process is killed. */
const points = isWhole ? 1000 : 24;

/** Fractions that are the same in each run of the tests, spread as if by chance (a Weyl sequence on the golden ratio). */
const fraction = (index: number): number => (index * 0.618_033_988_749_894_9) % 1;

const mixed = Array.from(
  { length: runsAtOnce },
  (_, index) => shapes[index % shapes.length] as (typeof shapes)[number],
);
const given = [String(runsAtOnce), ...shapes.keys().map(String)];

/** What has to be so after any crash. Gives whether the process was killed at all, and at how many moments it might have been. */
const check = async (moment: number): Promise<{ readonly wasKilled: boolean; readonly moments: number }> => {
  const { first, last, outside } = await crashAt('child.fixture.ts', moment, given);
  expect({ moment, code: last.code, stderr: last.stderr }).toEqual({ moment, code: 0, stderr: '' });
  const twice = [...outside.made].filter(([, times]) => times > 1);
  expect({ moment, twice }).toEqual({ moment, twice: [] });
  expect({ moment, names: namesOf(outside.items) }).toEqual({ moment, names: mixed.flatMap(expectedOf).toSorted() });
  const { ended, moments } = JSON.parse(last.stdout) as {
    readonly ended: readonly boolean[];
    readonly moments: number;
  };
  expect({ moment, ended }).toEqual({ moment, ended: mixed.map(succeeds) });
  return { wasKilled: first.signal === 'SIGKILL', moments };
};

test(
  'S88, F16, P8: twenty runs at once, killed at moments all over, are each done or undone, and nothing twice',
  { timeout: 3_600_000 },
  async () => {
    const { moments } = await check(0);
    expect(moments).toBeGreaterThan(200);
    let killed = 0;
    let index = 0;
    await inLanes(
      () => (index < points ? (index += 1) : undefined),
      async (at) => {
        const { wasKilled } = await check(1 + Math.floor(fraction(at) * moments));
        if (wasKilled) killed += 1;
        return true;
      },
    );
    // Commits are shared by whoever is there at the time, so that some lives have fewer moments than others.
    expect(killed).toBeGreaterThan(points * 0.8);
  },
);
