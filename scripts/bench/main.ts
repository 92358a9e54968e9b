import { parseArgs } from 'node:util';
import { durableGate } from './durable-gate.ts';
import { durableGrowth } from './durable-growth.ts';
import { durableParked } from './durable-parked.ts';
import { durablePeers } from './durable-peers.ts';
import { durableRecover } from './durable-recover.ts';
import { durableSteps } from './durable-steps.ts';
import { flowNodes } from './flow-nodes.ts';
import { githubCall } from './github-call.ts';
import { githubQuota } from './github-quota.ts';
import { pytestSuite } from './pytest-suite.ts';
import type { Row } from './row.ts';

// `pnpm bench [--only ID-PREFIX] [--json]`: figures of this machine at this moment. Only ratios within a run compare.
const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
});

const benches = [
  flowNodes,
  githubCall,
  githubQuota,
  pytestSuite,
  durableSteps('read'),
  durablePeers,
  durableSteps('write'),
  durableGate,
  durableParked(100_000),
  durableRecover,
  durableGrowth,
];
const rows: Row[] = [];
for (const bench of benches) {
  if (!bench.prefix.startsWith(values.only) && !values.only.startsWith(bench.prefix)) continue;
  const measured = await bench.run();
  rows.push(...measured.filter((row) => row.id.startsWith(values.only)));
}

const digitsOf = ({ unit, value }: Row): number => {
  if (unit === 'µs' && value < 100) return 3;
  return unit === 'ms' || unit === 'MiB' ? 1 : 0;
};

const line = (row: Row): string =>
  [
    row.id.padEnd(26),
    `${row.value.toFixed(digitsOf(row)).padStart(9)} ${row.unit}`.padEnd(18),
    (row.ratio === undefined ? '' : `${row.ratio.toFixed(3)} × ${row.peer}`).padEnd(22),
    (row.goal ?? '').padEnd(row.note === undefined ? 0 : 22),
    row.note ?? '',
  ]
    .join('  ')
    .trimEnd();

if (rows.length === 0) {
  console.error(`no figure begins with '${values.only}'`);
  process.exitCode = 2;
} else if (values.json) console.log(JSON.stringify(rows, null, 2));
else for (const row of rows) console.log(line(row));
