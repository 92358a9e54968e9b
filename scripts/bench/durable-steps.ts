import { join } from 'node:path';
import { openEngine } from '@strata/durable';
import { BareJournal } from './bare-journal.ts';
import { interruptible, scratchFolder } from './interruptible.ts';
import { paced } from './paced.ts';
import { type Bench, type Row, median } from './row.ts';
import { type Kind, atOnce, onEngine, runsOf, stepsPerRun, workflows } from './ten-steps.ts';

const rounds = 5;

const onJournal = (journal: BareJournal, kind: Kind, round: string) => async (run: number) => {
  for (let index = 0; index < stepsPerRun; index++) {
    if (kind === 'write') await journal.append(`${round}/${run}`, `step${index}`, 0, { n: index });
    await journal.append(`${round}/${run}`, `step${index}`, 1, { n: index });
  }
};

/**
 * Runs of ten trivial steps, one after the other and many at once, each on disk before its caller hears of it, beside a
 * bare journal, in turns.
 */
export const durableSteps = (kind: Kind): Bench => ({
  prefix: `durable.${kind}.`,
  run: interruptible(async (scope) => {
    const folder = scratchFolder(scope);
    const journal = scope.adopt(new BareJournal(join(folder, 'bare.db')), (it) => it.close());
    const engine = scope.use(openEngine({ path: join(folder, 'runs.db'), workflows }));
    const rows: Row[] = [];
    for (const count of atOnce) {
      const goesOn = (run: number): boolean => run < runsOf[count];
      const pairs: { readonly ours: number; readonly bare: number }[] = [];
      for (let round = 0; round < rounds; round++) {
        const ours = await paced(count, goesOn, onEngine(engine, kind));
        const bare = await paced(count, goesOn, onJournal(journal, kind, `${count}/${round}`));
        pairs.push({ ours, bare });
      }
      rows.push({
        id: `durable.${kind}.c${count}`,
        value: stepsPerRun * median(pairs.map(({ ours }) => ours)),
        unit: 'steps/s',
        peer: 'bare-journal',
        ratio: median(pairs.map(({ ours, bare }) => ours / bare)),
        goal: `≥ ${count === 128 ? 0.75 : 0.85} × bare-journal`,
      });
    }
    return rows;
  }),
});
