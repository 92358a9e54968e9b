import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PyTestWorld, coverageReport, pytestProject, pytestPromises, runContract } from '@strata/testing';
import { describe } from 'vitest';
import { pytestCatalog } from './index.ts';
import { createTestProject, pytest, pythonWithPytest } from './project.fixture.ts';

const open = async (): Promise<PyTestWorld> => {
  const project = createTestProject(pytestProject);
  const coverageFile = join(project.cwd, 'coverage.json');
  await writeFile(coverageFile, coverageReport);
  return { tool: pytest, cwd: project.cwd, coverageFile, [Symbol.asyncDispose]: async () => project[Symbol.dispose]() };
};

const skipped = pythonWithPytest === undefined && process.env['CI'] === undefined;

describe.skipIf(skipped)(`S63: the real pytest${skipped ? ' (skipped: no Python here has pytest)' : ''}`, () => {
  runContract(pytestCatalog, pytestPromises, open);
});
