import { parseArgs } from 'node:util';
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

const rows: Row[] = [];
for (const bench of [flowNodes, githubCall, githubQuota, pytestSuite, durableSteps]) {
  if (!bench.prefix.startsWith(values.only) && !values.only.startsWith(bench.prefix)) continue;
  const measured = await bench.run();
  rows.push(...measured.filter((row) => row.id.startsWith(values.only)));
}

const line = ({ id, value, unit, peer, ratio, goal }: Row): string =>
  [
    id.padEnd(20),
    `${value.toFixed(unit === 'µs' && value < 100 ? 3 : 0).padStart(9)} ${unit}`,
    (ratio === undefined ? '' : `${ratio.toFixed(3)} × ${peer}`).padEnd(18),
    goal ?? '',
  ]
    .join('  ')
    .trimEnd();

if (rows.length === 0) {
  console.error(`no figure begins with '${values.only}'`);
  process.exitCode = 2;
} else if (values.json) console.log(JSON.stringify(rows, null, 2));
else for (const row of rows) console.log(line(row));
