import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { collectionPlugin, pluginName } from './collection-plugin.ts';
import { type PyTestSession, type PyTestSettings, pytestError, withPytest } from './pytest-session.ts';
import { selection, selectionArgs } from './selection.ts';

/**
 * Lists a project's tests without running them. Its modules are imported, as pytest does.
 * Fails like `run_tests`, and with `refused` when a file cannot be collected.
 */
export const collectTests = defineOperation({
  name: 'collect_tests',
  summary: 'List the tests of a Python project without running them.',
  effect: 'read',
  input: z.object(selection),
  output: z.object({
    count: z.int(),
    tests: z.array(z.string()).describe("pytest's node ids"),
    deselected: z.int().describe('How many the markers and keywords left out'),
  }),
});

const collected = z.object({ tests: z.array(z.string()), deselected: z.int(), errors: z.array(z.string()) });

const answerFile = 'collected.json';

const sessionOf = (input: z.output<typeof collectTests.input>): PyTestSession => ({
  cwd: input.cwd,
  args: () => ['--collect-only', '-p', pluginName, ...selectionArgs(input), ...input.paths],
  env: (reports) => ({ STRATA_COLLECTED: join(reports, answerFile) }),
  modules: (reports) => [reports],
  prepare: (reports) => writeFile(join(reports, `${pluginName}.py`), collectionPlugin),
});

/** Performs `collect_tests`. */
export const handleCollectTests =
  (settings: PyTestSettings): Handler<typeof collectTests> =>
  (input, ctx) =>
    withPytest(settings, sessionOf(input), ctx, async (answer, reports) => {
      const text = await readFile(join(reports, answerFile), 'utf8').catch(() => undefined);
      if (text === undefined) throw await pytestError(answer);
      const { tests, deselected, errors } = collected.parse(JSON.parse(text));
      const [broken] = errors;
      if (broken !== undefined) throw await pytestError(answer, broken);
      return { count: tests.length, tests, deselected };
    });
