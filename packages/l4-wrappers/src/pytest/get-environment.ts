import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
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
    modulePaths: z.array(z.string()).describe("Folders of modules besides Python's own and those of installed ones"),
    environmentHash: z.string().describe('Changes when a variable does that the tests are given; holds none of them'),
  }),
});

/** Isolated neither from PYTHONPATH nor from .pth files: it is what the tests see. Works on Python 3.6, too. */
const probe = `
import hashlib, json, os, sys, sysconfig
reports = sys.argv[1]
distributions = []
folders = [os.path.realpath(path) for path in sys.path[1:] if path]
for folder in folders:
    if not os.path.isdir(folder):
        continue
    for name in os.listdir(folder):
        if name.endswith((".dist-info", ".egg-info", ".egg-link", ".pth")):
            distributions.append("%s %d" % (name, os.stat(os.path.join(folder, name)).st_mtime_ns))
own = {os.path.realpath(path) for path in sysconfig.get_paths().values()}
def is_own(folder):
    return folder in own or "-packages" in folder or os.path.dirname(folder) in own or not os.path.isdir(folder)
# What differs with every process says nothing about what the tests see.
passing = {"_", "SHLVL", "PWD", "OLDPWD", "INVOCATION_ID", "JOURNAL_STREAM", "STRATA_COMMAND"}
given = sorted((name, value.replace(reports, "")) for name, value in os.environ.items() if name not in passing)
print(json.dumps({
    "executable": sys.executable, "version": sys.version, "platform": sys.platform,
    "distributions": sorted(distributions), "modulePaths": [folder for folder in folders if not is_own(folder) and folder != reports],
    "environmentHash": hashlib.sha256(repr(given).encode("utf-8", "surrogateescape")).hexdigest(),
}))
`;

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
      const { exitCode, stdout, stderr } = await run(['-c', probe, reports]);
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
