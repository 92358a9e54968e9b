import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PyTestWorld, coverageReport, pytestProject, pytestPromises, runContract } from '@strata/testing';
import { describe } from 'vitest';
import { PyTestCLIWrapper, pytestCatalog } from './index.ts';
import { createTestProject, pythonsWithPytest } from './project.fixture.ts';

const open = async (python: string): Promise<PyTestWorld> => {
  const { cwd, ...project } = createTestProject(pytestProject);
  const coverageFile = join(cwd, 'coverage.json');
  await writeFile(coverageFile, coverageReport);
  const close = async (): Promise<void> => project[Symbol.dispose]();
  return { tool: new PyTestCLIWrapper({ python }), cwd, coverageFile, [Symbol.asyncDispose]: close };
};

const skipped = pythonsWithPytest.length === 0 && process.env['CI'] === undefined;
const title = `S63: the real pytest${skipped ? ' (skipped: no Python here has pytest)' : ''}`;

// Where there is none, CI says so by what fails.
describe.skipIf(skipped).each(pythonsWithPytest.length === 0 ? ['python3'] : pythonsWithPytest)(
  `${title} of %s`,
  (python) => {
    runContract(pytestCatalog, pytestPromises, () => open(python));
  },
);
