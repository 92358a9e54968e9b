import { access, realpath } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { type Handler, type Tool, defineOperation } from '@strata/core';
import { type PyTestOperations, pytestCatalog, settledTest } from '@strata/l4-wrappers/pytest';
import { z } from 'zod';
import { FailedRun } from './failed-run.ts';
import { settle } from './flakiness.ts';
import { placeOf, runInput } from './run-input.ts';
import { pathsFrom } from './test-path.ts';

/**
 * Runs failed tests again, each time in a fresh process, to tell flaky ones from red ones. Fails like `run_tests`; a test
 * that is not there any more is `refused`.
 */
export const rerunFailed = defineOperation({
  name: 'rerun_failed',
  summary: 'Run failed tests again to tell flaky ones from red ones.',
  effect: 'read',
  input: runInput.omit({ paths: true, markers: true, keyword: true }).extend({
    tests: z
      .array(pytestCatalog.operations.run_tests.input.shape.only.unwrap().element)
      .min(1)
      .describe("The failed tests, as pytest's node ids"),
    rootFolder: pytestCatalog.operations.run_tests.output.shape.rootFolder
      .min(1)
      .optional()
      .describe(
        'What the ids are relative to, as their run has said it; else the nearest folder from cwd upwards that has them',
      ),
    reruns: z.int().min(1).max(10).default(2).describe('How often each is run again at most'),
  }),
  output: z.object({
    settled: z.array(settledTest),
    flaky: z.int(),
    failed: z.int(),
  }),
  // A flaky test is not green either, but all of these had failed: whether one still does is what was asked.
  verdict: ({ failed }) => (failed === 0 ? 'good' : 'bad'),
});

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** The nearest folder from one upwards that has the files of all tests, seen from there; itself when none has. */
const rootOf = async (cwd: string, ids: readonly string[]): Promise<string> => {
  const start = await realpath(cwd).catch(() => cwd);
  const files = new Set(ids.map((id) => id.replace(/::.*$/s, '')));
  for (let folder = start; ; folder = dirname(folder)) {
    const found = await Promise.all([...files].map((file) => exists(join(folder, file))));
    if (found.every(Boolean)) return relative(start, folder) || '.';
    if (folder === dirname(folder)) return '.';
  }
};

/** Performs `rerun_failed`. */
export const handleRerunFailed =
  (tool: Tool<PyTestOperations>): Handler<typeof rerunFailed> =>
  async (input, ctx) => {
    const { cwd, tests: ids, reruns } = input;
    const pathOf = await pathsFrom(cwd, input.rootFolder ?? (await rootOf(cwd, ids)));
    const { tests, failure } = await settle(tool, placeOf(input), { ids, pathOf }, reruns, ctx);
    if (failure !== undefined) throw new FailedRun(failure);
    const flaky = tests.filter(({ verdict }) => verdict === 'flaky').length;
    return { settled: [...tests], flaky, failed: tests.length - flaky };
  };
