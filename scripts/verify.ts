import { runStep, type StepReport } from './verify/run-step.ts';
import { pickSteps, steps } from './verify/steps.ts';

// `pnpm verify` runs every check and goes on after a failure, so that one run shows all that is wrong.
// `pnpm verify lint types` runs those two; `pnpm verify --except tests` all but one; `--verbose` shows all output.
const words = process.argv.slice(2);
const verbose = words.includes('--verbose');

const row = ({ name, passed, durationMs }: StepReport): string =>
  `${passed ? '✓' : '✗'} ${name.padEnd(14)} ${(durationMs / 1000).toFixed(1).padStart(7)} s`;

const picked = pickSteps(steps, words);
if (typeof picked === 'string') {
  console.error(picked);
  process.exit(2);
}

const reports: StepReport[] = [];
for (const step of picked) {
  console.log(`· ${step.name}`);
  // In order: requirements reads what tests wrote.
  const report = await runStep(step, (text) => void (verbose && process.stdout.write(text)));
  reports.push(report);
  if (!report.passed && !verbose) console.log(report.output);
}

console.log(`\n${reports.map(row).join('\n')}`);
const failed = reports.filter((report) => !report.passed);
if (failed.length > 0) {
  console.log(`\nFailed: ${failed.map(({ name }) => name).join(', ')}`);
  process.exitCode = 1;
}
