import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { openEngine } from '@strata/durable';
import { interruptible, scratchFolder } from './interruptible.ts';
import { type Bench, median } from './row.ts';
import { asking, idOf, park } from './waiting-runs.ts';

const decisions = 1000;

/** From a decision until its run, put away among a thousand, is in the step after the gate; one after the other. */
export const durableGate: Bench = {
  prefix: 'durable.gate.',
  run: interruptible(async (scope) => {
    const awake = new EventEmitter<{ readonly run: [number] }>();
    const engine = scope.use(
      openEngine({
        path: join(scratchFolder(scope), 'runs.db'),
        workflows: asking((run) => void awake.emit('run', run)),
      }),
    );
    await park(engine, 0, decisions);
    const tookMs: number[] = [];
    for (let run = 0; run < decisions; run++) {
      const startedMs = performance.now();
      const woken = once(awake, 'run');
      const decided = await engine.decide(idOf(run), 'on', { by: 'ann', approved: true });
      if (!decided.success) throw new Error(decided.error.message);
      if ((await woken)[0] !== run) throw new Error('another run went on');
      tookMs.push(performance.now() - startedMs);
    }
    const sorted = tookMs.toSorted((one, other) => one - other);
    const slow = sorted[Math.floor(decisions * 0.99)] ?? Number.NaN;
    return [
      { id: 'durable.gate.decide', value: median(tookMs), unit: 'ms', goal: '≤ 20 ms' },
      { id: 'durable.gate.decide.p99', value: slow, unit: 'ms', goal: '≤ 20 ms' },
    ];
  }),
};
