import { join } from 'node:path';
import { Child } from './child.ts';
import { interruptible, scratchFolder } from './interruptible.ts';
import type { Parked, Parking } from './parking.ts';
import type { Bench } from './row.ts';

/** What the process holds more with so many runs waiting at gates than with half as many, when it has grown to its size. */
export const durableParked = (runs: number): Bench => ({
  prefix: `durable.parked.${runs}.`,
  run: interruptible(async (scope) => {
    const child = scope.use(
      new Child(
        join(import.meta.dirname, 'parking.ts'),
        [join(scratchFolder(scope), 'runs.db')],
        // A small nursery, so that what the process takes from the system is what it holds.
        ['--expose-gc', '--max-semi-space-size=2'],
      ),
    );
    const parked: Parked[] = [];
    // In tenths: what a larger batch takes for a moment would be counted with what is held.
    for (let from = 0; from < runs; from += runs / 10)
      parked.push(await child.ask<Parked>({ from, until: from + runs / 10 } satisfies Parking));
    const [half, all] = [parked[4], parked[9]];
    if (half === undefined || all === undefined) throw new Error('there are ten tenths');
    const more = (which: keyof Parked): number => (all[which] - half[which]) / 1024 / 1024;
    const said = { unit: 'MiB', goal: 'nothing', note: 'more than with half as many' };
    return [
      { id: `durable.parked.${runs}.rss`, value: more('rssBytes'), ...said },
      { id: `durable.parked.${runs}.heap`, value: more('heapBytes'), ...said },
    ];
  }),
});
