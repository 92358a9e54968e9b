import { join } from 'node:path';
import { Child } from './child.ts';
import { interruptible, scratchFolder } from './interruptible.ts';
import type { Parked, Parking } from './parking.ts';
import { type Bench, median } from './row.ts';

const batches = 10;

/** What was held more after each batch of the second half, when the process has grown to its size, in bytes. */
const growth = (parked: readonly Parked[], which: keyof Parked): readonly number[] =>
  parked
    .slice(1)
    .map((after, index) => after[which] - (parked[index]?.[which] ?? Number.NaN))
    .slice(-batches / 2);

const mebibytes = (bytes: readonly number[]): number => bytes.reduce((sum, one) => sum + one, 0) / 1024 / 1024;

/** What the process holds more with so many runs waiting at gates than with half as many. */
export const durableParked = (runs: number): Bench => ({
  prefix: `durable.parked.${runs}.`,
  run: interruptible(async (scope) => {
    const file = join(import.meta.dirname, 'parking.ts');
    const store = join(scratchFolder(scope), 'runs.db');
    // A small nursery, so that what the process takes from the system is what it holds.
    const child = scope.use(new Child(file, [store], ['--expose-gc', '--max-semi-space-size=2']));
    const each = runs / batches;
    const parked: Parked[] = [];
    for (let from = 0; from < runs; from += each)
      parked.push(await child.ask<Parked>({ from, until: from + each } satisfies Parking));
    const [heap, rss] = [growth(parked, 'heapBytes'), growth(parked, 'rssBytes')];
    const said = { goal: 'nothing', note: 'more than with half as many' };
    return [
      { id: `durable.parked.${runs}.heap`, value: mebibytes(heap), unit: 'MiB', ...said },
      { id: `durable.parked.${runs}.rss`, value: mebibytes(rss), unit: 'MiB', ...said },
      {
        // What the allocator takes now and then is in some batches; what a run held would be in each of them.
        id: `durable.parked.${runs}.run`,
        value: median(rss) / each,
        unit: 'bytes',
        goal: 'nothing',
        note: 'of rss for each run more, in the batch in the middle',
      },
    ];
  }),
});
