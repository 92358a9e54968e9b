import { afterAll, describe, expect, test } from 'vitest';
import { Workshop, pytestMissing, whyPytest } from '../project.fixture.ts';
import { type Job, crashAt, isWhole } from './ship-lives.fixture.ts';

const workshop = new Workshop();
const answers = workshop.folder({});
afterAll(() => workshop[Symbol.dispose]());

/** How many are killed at the same time: they wait more than they work. */
const lanes = 4;

const inLanes = async (lane: () => Promise<void>): Promise<void> => {
  await Promise.all(Array.from({ length: lanes }, lane));
};

const stride = isWhole ? 1 : 4;

/** The main job at every moment there is, the rest at some. */
const jobs: readonly (readonly [name: string, job: Job, stride: number])[] = [
  ['a change that is approved', { what: 'ship_change', verdict: 'yes', count: 1 }, 1],
  ['a change that is refused', { what: 'ship_change', verdict: 'no', count: 1 }, stride],
  ['the tests of a change', { what: 'run_ci', verdict: 'no', count: 1 }, stride],
];

describe.skipIf(pytestMissing)(`what the managers do, killed at every moment${whyPytest}`, () => {
  test.for(jobs)(
    'S88, F16, P8: %s is done once, or all of it is taken back',
    { timeout: 1_800_000 },
    async ([_name, job, step]) => {
      let moment = 1 - step;
      let killed = 0;
      let isOver = false;
      await inLanes(async () => {
        while (!isOver) {
          const { isKilled } = await crashAt(workshop, answers, job, (moment += step));
          if (isKilled) killed += 1;
          else isOver = true;
        }
      });
      expect(killed).toBeGreaterThan((job.what === 'run_ci' ? 15 : 40) / step);
    },
  );

  // Each kill is one for all twenty: fifty are a thousand runs that are killed at moments of their own.
  test(
    'S88, F16, P8: twenty changes at once, killed at moments all over: one is merged, the others are taken back',
    { timeout: 10_800_000 },
    async () => {
      const job: Job = { what: 'ship_change', verdict: 'yes', count: 20 };
      const points = isWhole ? 50 : 1;
      const { moments } = await crashAt(workshop, answers, job, 0);
      expect(moments).toBeGreaterThan(400);
      for (let point = 1; point <= points; point += 1) {
        // Spread as if by chance, and the same each time.
        const moment = 1 + Math.floor(((point * 0.618_033_988_749_894_9) % 1) * 0.9 * moments);
        expect(await crashAt(workshop, answers, job, moment)).toMatchObject({ isKilled: true });
      }
    },
  );
});
