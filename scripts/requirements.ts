import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { prove, readPromises } from './requirements/promises.ts';
import { root } from './verify/root.ts';
import { tallyPath } from './vitest/tally.ts';

// Every promise of docs/requirements.md is named by a test that passed in the last whole run, and no test names another.
const tallyShape = z.object({
  endedAt: z.iso.datetime(),
  tests: z.array(z.object({ name: z.string(), file: z.string(), state: z.enum(['passed', 'failed', 'skipped']) })),
});

const path = `${root}/${tallyPath}`;
if (!existsSync(path)) {
  console.error(`No whole test run to read (${tallyPath}): run pnpm test first.`);
  process.exit(1);
}
const { endedAt, tests } = tallyShape.parse(JSON.parse(readFileSync(path, 'utf8')));
const promises = readPromises(readFileSync(`${root}/docs/requirements.md`, 'utf8'));
const { proofs, problems } = prove(promises, tests, { skippedMayPass: !process.env['CI'] });

console.log(`From the test run of ${endedAt}:`);
for (const { id, promise, tests: proving } of proofs) {
  const [first, ...more] = proving;
  if (!first) {
    console.log(`  ${id.padEnd(4)} ${promise}\n       not proven here`);
    continue;
  }
  console.log(
    `✓ ${id.padEnd(4)} ${promise}\n       ${first.file}: ${first.name}${more.length > 0 ? ` and ${more.length} more` : ''}`,
  );
}
for (const problem of problems) console.error(`✗ ${problem}`);
if (problems.length > 0) process.exitCode = 1;
