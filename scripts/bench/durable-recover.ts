import { join } from 'node:path';
import { Child } from './child.ts';
import { interruptible, scratchFolder } from './interruptible.ts';
import type { Life, Recovered } from './recovering.ts';
import { type Bench, median } from './row.ts';

const runs = 1000;
const rounds = 5;

/** A process is killed in the middle of a thousand runs; another one opens the file, and goes on with all of them. */
export const durableRecover: Bench = {
  prefix: 'durable.recover.',
  run: interruptible(async (scope) => {
    const took: Recovered[] = [];
    for (let round = 0; round < rounds; round++) {
      const path = join(scratchFolder(scope), 'runs.db');
      const start = (): Child => scope.use(new Child(join(import.meta.dirname, 'recovering.ts'), [path]));
      const first = start();
      await first.ask({ life: 'first', runs } satisfies Life);
      await first.kill();
      await using next = start();
      took.push(await next.ask<Recovered>({ life: 'second', runs } satisfies Life));
    }
    const of = (which: keyof Recovered): number => median(took.map((it) => it[which]));
    return [
      { id: `durable.recover.${runs}`, value: of('pickedUpMs'), unit: 'ms', goal: '≤ 2 s' },
      { id: `durable.recover.${runs}.ended`, value: of('endedMs'), unit: 'ms' },
    ];
  }),
};
