import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { foundTest } from './found-test.ts';
import { rootFolder } from './test-result.ts';
import { type PyTestSession, type PyTestSettings, pytestError, withPytest } from './session/pytest-session.ts';
import { selection, selectionArgs } from './session/selection.ts';

/**
 * Lists a project's tests without running them. Its modules are imported, as pytest does.
 * Fails like `run_tests`, and with `refused` when a file cannot be collected, unless errors are asked for.
 */
export const collectTests = defineOperation({
  name: 'collect_tests',
  summary: 'List the tests of a Python project without running them.',
  effect: 'read',
  input: z.object({
    ...selection,
    withErrors: z
      .boolean()
      .default(false)
      .describe('List files that cannot be collected, where they would be a failure'),
    timeoutMs: z.int().positive().optional().describe('Time limit in milliseconds'),
  }),
  output: z.object({
    rootFolder,
    count: z.int(),
    tests: z.array(z.string()).describe("pytest's node ids"),
    items: z.array(foundTest).describe('The same tests with what is known of each'),
    errors: z.array(z.object({ id: z.string(), message: z.string() })).describe('Files that cannot be collected'),
    deselected: z.int().describe('How many the markers and keywords left out'),
  }),
});

const sessionOf = (input: z.output<typeof collectTests.input>): PyTestSession => ({
  cwd: input.cwd,
  timeoutMs: input.timeoutMs,
  args: ['--collect-only', ...selectionArgs(input)],
  paths: input.paths,
  env: () => input.env,
  modules: input.pythonPath,
});

/** The line that says what is wrong with a file; everything around it is traceback. */
const causeIn = (text: string): string => {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const marked = lines.filter((line) => line.startsWith('E ')).map((line) => line.slice(1).trim());
  return marked.at(-1) ?? lines.at(-1) ?? 'unknown error';
};

/** Performs `collect_tests`. */
export const handleCollectTests =
  (settings: PyTestSettings): Handler<typeof collectTests> =>
  (input, ctx) =>
    withPytest(settings, sessionOf(input), ctx, async (answer) => {
      const { broken, items, counts, interrupted, rootFolder: root } = answer.record;
      if (counts === undefined || root === undefined || interrupted !== undefined) throw await pytestError(answer);
      const errors = broken
        .filter((file) => file.outcome === 'error')
        .map(({ id, message, traceback }) => ({ id, message: causeIn(traceback ?? message ?? '') }));
      const [first] = errors;
      if (first !== undefined && !input.withErrors)
        throw await pytestError(answer, `${first.id} cannot be collected: ${first.message}`);
      // 5: there are no tests. Anything else without a broken file is an error in the arguments, for instance.
      if (first === undefined && answer.exitCode !== 0 && answer.exitCode !== 5) throw await pytestError(answer);
      return {
        rootFolder: root,
        count: items.length,
        tests: items.map((item) => item.id),
        items: [...items],
        errors,
        deselected: counts['deselected'] ?? 0,
      };
    });
