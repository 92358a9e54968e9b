import { openEngine } from '../index.ts';
import { flowsIn } from './flows.fixture.ts';

/** What the process has measured, in bytes: after each batch of runs was parked. */
export interface Parking {
  readonly rssBytes: readonly number[];
  readonly heapBytes: readonly number[];
}

// A process that lets runs wait at gates: PATH BATCHES RUNS-OF-EACH. It says what it costs to
// have them, and decides one of them.
const [path = '', batches = '', runs = ''] = process.argv.slice(2);
const workflows = flowsIn('nowhere', 'nobody');
await using engine = openEngine({ path, workflows });

const park = async (from: number, until: number): Promise<void> => {
  let waiting = 0;
  const events = engine.watch();
  const started = (async () => {
    for (let at = from; at < until; at += 1) {
      const name = `run ${at}`;
      await engine.start('ask', { name }, { runId: name });
    }
  })();
  for await (const event of events)
    if (event.type === 'status' && event.status === 'waiting' && (waiting += 1) === until - from) break;
  await started;
};

const measure = (): NodeJS.MemoryUsage => {
  for (let times = 0; times < 3; times += 1) globalThis.gc?.();
  return process.memoryUsage();
};

const measured: NodeJS.MemoryUsage[] = [];
for (let batch = 0; batch < Number(batches); batch += 1) {
  await park(batch * Number(runs), (batch + 1) * Number(runs));
  measured.push(measure());
}
const parking: Parking = {
  rssBytes: measured.map(({ rss }) => rss),
  heapBytes: measured.map(({ heapUsed }) => heapUsed),
};
process.stdout.write(`${JSON.stringify(parking)}\n`);

await engine.decide('run 1', 'on', { by: 'ann', approved: true });
process.stdout.write(`${JSON.stringify(await engine.result('run 1'))}\n`);
const { runs: left } = await engine.list({ status: 'succeeded' });
process.stdout.write(`${JSON.stringify(left.map(({ id }) => id))}\n`);
