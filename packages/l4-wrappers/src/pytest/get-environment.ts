import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import { environmentProbe } from './session/environment-probe.ts';
import { type PyTestSettings, withPython } from './session/pytest-session.ts';
import { PyTestError } from './session/pytest-error.ts';
import { argument, environment } from './session/selection.ts';

/**
 * Says which Python runs the tests, and what is installed for it. Fails with `tool_missing` when there is no Python, and
 * `not_found` when there is no such folder.
 */
export const getEnvironment = defineOperation({
  name: 'get_environment',
  summary: 'Say which Python runs the tests of a project, and what is installed for it.',
  effect: 'read',
  input: z.object({
    cwd: argument.min(1).describe('The project folder, an absolute path'),
    env: environment.describe('Environment variables for this run, besides those of the wrapper'),
  }),
  output: z.object({
    executable: z.string(),
    version: z.string().describe("Python's own words"),
    platform: z.string(),
    distributions: z.array(z.string()).describe('What is installed: name, version and when it was, sorted'),
    modulePaths: z
      .array(z.string())
      .describe(
        "Folders and archives of modules besides Python's own and those of installed ones; those of projects that are installed in editable mode included",
      ),
    importHooks: z.array(z.string()).describe('What else modules may come from, of which nobody can say where that is'),
    addedOptions: z.string().describe('What PYTEST_ADDOPTS adds to the arguments of pytest'),
    environmentHash: z.string().describe('Changes when a variable does that the tests are given; holds none of them'),
  }),
});

const readAnswer = (line: string): z.output<typeof getEnvironment.output> | undefined => {
  try {
    return getEnvironment.output.parse(JSON.parse(line));
  } catch {
    // Whoever asks says what that means.
    return undefined;
  }
};

/** Performs `get_environment`. */
export const handleGetEnvironment =
  (settings: PyTestSettings): Handler<typeof getEnvironment> =>
  ({ cwd, env }, ctx) =>
    withPython(settings, { cwd, env: () => env }, ctx, async (python, run, reports) => {
      const { exitCode, stdout, stderr } = await run(['-c', environmentProbe, reports]);
      const told = readAnswer(stdout.trim().split('\n').at(-1) ?? '');
      if (exitCode !== 0 || told === undefined)
        throw new PyTestError({
          exitCode,
          stdout,
          stderr,
          python,
          externallyManaged: false,
          reason: 'it says nothing',
        });
      return told;
    });
