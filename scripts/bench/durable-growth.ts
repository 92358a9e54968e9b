import { join } from 'node:path';
import { openEngine } from '@strata/durable';
import { interruptible, scratchFolder } from './interruptible.ts';
import { paced } from './paced.ts';
import { type Bench, type Row, median } from './row.ts';
import { onEngine, stepsPerRun, workflows } from './ten-steps.ts';

const few = 1_000;
const many = 100_000;
const rounds = 9;

/** What a step costs in a store that holds a hundred times as many runs, in turns. */
export const durableGrowth: Bench = {
  prefix: 'durable.growth.',
  run: interruptible(async (scope) => {
    const opened = async (runs: number) => {
      const engine = scope.use(openEngine({ path: join(scratchFolder(scope), 'runs.db'), workflows }));
      const run = onEngine(engine, 'read');
      const does = (atOnce: number, times: number): Promise<number> => paced(atOnce, (next) => next < times, run);
      await does(128, runs);
      // Microseconds a step; of few runs, so that a small store stays small.
      return async (atOnce: number): Promise<number> => 1_000_000 / (stepsPerRun * (await does(atOnce, 320)));
    };
    const inMany = await opened(many);
    const rows: Row[] = [];
    for (const atOnce of [1, 32]) {
      const inFew = await opened(few);
      const pairs: { readonly few: number; readonly many: number }[] = [];
      for (let round = 0; round < rounds; round++) pairs.push({ few: await inFew(atOnce), many: await inMany(atOnce) });
      rows.push({
        id: `durable.growth.${many}.c${atOnce}`,
        value: median(pairs.map((pair) => pair.many)),
        unit: 'µs',
        peer: `${few} runs`,
        ratio: median(pairs.map((pair) => pair.many / pair.few)),
        goal: 'does not grow',
      });
    }
    return rows;
  }),
};
