import { imageLimitMs, missingForContainers, pytestImage } from '@strata/testing';
import { afterAll, expect, test } from 'vitest';
import { Workshop, mended, redProject } from '../project.fixture.ts';
import { runStrata } from '../strata-process.fixture.ts';
import type { Merged } from './ship-report.ts';

const missing = process.env['CI'] === undefined ? await missingForContainers() : undefined;
const workshop = new Workshop();
afterAll(() => workshop[Symbol.dispose]());

const ship = async (...more: readonly string[]): Promise<Merged> => {
  const path = workshop.workingCopy(redProject, mended);
  const args = ['ship', '--repo', 'octo/app', '--path', path, '--title', 'Mend the sum', '--approve', 'auto', '--json'];
  // The run is expected to end well.
  return JSON.parse((await runStrata([...args, ...more])).stdout) as Merged;
};

/** What does not differ from run to run. */
const lasting = ({ outcome, files, tests, branchDeleted }: Merged) => ({
  outcome,
  files,
  branchDeleted,
  tests: [tests.baseline, tests.withChange].map((report) => ({ ...report, durationMs: 0 })),
});

test.skipIf(missing !== undefined)(
  `S16, S36: in a container it ends like in a process${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  async () => {
    const image = await pytestImage();
    const [inContainer, inProcess] = await Promise.all([ship('--container', image), ship()]);
    expect(lasting(inContainer)).toEqual(lasting(inProcess));
    expect(inProcess.outcome).toBe('merged');
  },
  imageLimitMs,
);
