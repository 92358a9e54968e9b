import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { HandlerContext } from '@strata/core';
import { type Command, CommandError, type CommandOutcome, type CommandRunner } from '../../process/index.ts';
import { followLines } from './line-follower.ts';
import { type PluginLine, parsePluginLine } from './plugin-line.ts';
import { type PluginRecord, PluginRecorder } from './plugin-record.ts';
import { PyTestError, StoppedTestsError } from './pytest-error.ts';
import { findPython, pathBeside } from './python.ts';
import { linesFile, pathsFile, pluginFiles, pluginName } from './reporting-plugin.ts';
import type { TestResult } from '../test-result.ts';

/** How this wrapper runs pytest; its parsed options. */
export interface PyTestSettings {
  readonly runner: CommandRunner;
  readonly python?: string | undefined;
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string>>;
}

/** One run of Python: where, with what, for how long. */
export interface PythonSession {
  readonly cwd: string;
  readonly env?: ((reports: string) => Readonly<Record<string, string>>) | undefined;
  /** Folders whose modules come before all others, those that the caller's PYTHONPATH names included. */
  readonly modules?: readonly string[] | undefined;
  readonly timeoutMs?: number | undefined;
}

/** One run of pytest. */
export interface PyTestSession extends PythonSession {
  /** What comes after `python -m pytest`, without the paths. */
  readonly args: readonly string[];
  readonly paths: readonly string[];
  /** What runs of that, when it is not everything. */
  readonly only?: readonly string[] | undefined;
  /** Hears what the plugin writes, as it comes; the test that a line finished is handed along. Absent: read at the end. */
  readonly onLine?: ((line: PluginLine, record: PluginRecord, finished?: TestResult) => Promise<void>) | undefined;
}

/** What a run printed and returned, what it recorded, and how it was asked. */
export interface PyTestAnswer extends CommandOutcome {
  readonly python: string;
  readonly command: readonly string[];
  readonly record: PluginRecord;
  /** Runs the same interpreter again, in the same folder and with the same environment. */
  readonly runAgain: (args: readonly string[]) => Promise<CommandOutcome>;
}

/** Credentials of the calling process that the code under test has no business with. Given back by `env`. */
const withheld = {
  GITHUB_TOKEN: undefined,
  GH_TOKEN: undefined,
  GITHUB_ENTERPRISE_TOKEN: undefined,
  GH_ENTERPRISE_TOKEN: undefined,
};

/** What a command line holds safely besides everything else, in characters; Linux allows 128 KiB for one argument. */
const maxPathsLength = 64 * 1024;

/** PEP 668: an installation with this file leaves installing to the operating system. */
const managedProbe =
  'import os,sys,sysconfig; sys.exit(not (sys.prefix == sys.base_prefix and os.path.exists(os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED"))))';

/**
 * Makes the error of a run without a usable answer. Asks the interpreter who installs its modules, for the hint;
 * isolated, so that no module of the project is taken for one of Python's.
 */
export const pytestError = async (answer: PyTestAnswer, reason?: string): Promise<PyTestError> => {
  const { python, exitCode, stdout, stderr, record } = answer;
  const externallyManaged = await answer.runAgain(['-I', '-c', managedProbe]).then(
    (outcome) => outcome.exitCode === 0,
    () => false,
  );
  const why = reason ?? (record.broke === undefined ? undefined : `pytest broke: ${record.broke}`);
  return new PyTestError({
    exitCode,
    stdout,
    stderr,
    python,
    externallyManaged,
    running: record.running,
    ...(record.interrupted === undefined ? {} : { interrupted: record.interrupted }),
    ...(why === undefined ? {} : { reason: why }),
  });
};

/** The environment of every command of a session: what the project's own code may see. */
const environmentOf = (settings: PyTestSettings, session: PythonSession, python: string, reports: string) => {
  const onHost = settings.runner.place === 'host';
  const given = settings.env['PYTHONPATH'] ?? (onHost ? process.env['PYTHONPATH'] : undefined);
  // An empty entry would be the folder that Python runs in.
  const modules = [...(session.modules ?? []), reports, given ?? ''].filter((folder) => folder !== '');
  return {
    ...withheld,
    ...(onHost ? pathBeside(python) : {}),
    ...settings.env,
    PYTHONDONTWRITEBYTECODE: '1',
    HYPOTHESIS_STORAGE_DIRECTORY: join(reports, 'hypothesis'),
    ...session.env?.(reports),
    PYTHONPATH: modules.join(delimiter),
  };
};

type RunPython = (args: readonly string[], more?: Pick<Command, 'stdoutFile'>) => Promise<CommandOutcome>;

/** Runs Python with a folder of its own for whatever it writes, which is gone afterwards. */
export const withPython = async <Output>(
  settings: PyTestSettings,
  session: PythonSession,
  ctx: HandlerContext<never>,
  use: (python: string, run: RunPython, reports: string) => Promise<Output>,
): Promise<Output> => {
  const reports = await mkdtemp(join(await realpath(tmpdir()), 'strata-pytest-'));
  try {
    const onHost = settings.runner.place === 'host';
    const python = settings.python ?? (onHost ? await findPython(session.cwd) : 'python3');
    const place = {
      cwd: session.cwd,
      env: environmentOf(settings, session, python, reports),
      timeoutMs: session.timeoutMs ?? settings.timeoutMs,
      mounts: [reports],
    };
    const run: RunPython = (args, more) => settings.runner.run({ ...place, file: python, args, ...more }, ctx);
    return await use(python, run, reports);
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
};

/**
 * Paths go on the command line, or into a file for the plugin when they are too many. What runs of them always goes there:
 * pytest looks for its root folder and its configuration from what the command line names.
 */
const placePaths = async ({ paths, only = [] }: PyTestSession, reports: string): Promise<readonly string[]> => {
  const isShort = paths.reduce((sum, path) => sum + path.length + 1, 0) <= maxPathsLength;
  const chosen = only.length > 0 ? only : isShort ? undefined : paths;
  if (chosen !== undefined) await writeFile(join(reports, pathsFile), JSON.stringify(chosen));
  return isShort ? paths : [];
};

/** Runs one command while what the plugin writes is followed; gives what it recorded. */
const recorded = async (
  session: PyTestSession,
  ctx: HandlerContext<never>,
  reports: string,
  run: () => Promise<CommandOutcome>,
): Promise<{ readonly outcome: CommandOutcome; readonly record: PluginRecord }> => {
  const record = new PluginRecorder();
  const live = session.onLine !== undefined;
  const follower = followLines(join(reports, linesFile), { clock: ctx.clock, live }, async (text) => {
    const line = parsePluginLine(text);
    const finished = record.add(line);
    await session.onLine?.(line, record, finished);
  });
  let outcome;
  try {
    outcome = await run();
  } catch (thrown) {
    // What ended the run is told, whatever is wrong with the lines that it left.
    await follower.finish().catch(() => undefined);
    throw thrown instanceof CommandError ? new StoppedTestsError(thrown, record.running) : thrown;
  }
  await follower.finish();
  return { outcome, record };
};

/**
 * Runs pytest with a folder of its own for reports and caches, which is gone afterwards; the project's folder is
 * not written to. `use` reads the reports while they are there.
 */
export const withPytest = <Output>(
  settings: PyTestSettings,
  session: PyTestSession,
  ctx: HandlerContext<never>,
  use: (answer: PyTestAnswer, reports: string) => Promise<Output>,
): Promise<Output> =>
  withPython(settings, session, ctx, async (python, run, reports) => {
    const files = Object.entries(pluginFiles);
    await Promise.all(files.map(([name, text]) => writeFile(join(reports, name), text)));
    const paths = await placePaths(session, reports);
    const own = ['-p', pluginName, '-o', `cache_dir=${join(reports, 'cache')}`];
    const args = ['-m', 'pytest', ...own, ...session.args, ...paths];
    const { outcome, record } = await recorded(session, ctx, reports, () =>
      run(args, { stdoutFile: join(reports, 'stdout') }),
    );
    const runAgain = (again: readonly string[]) => run(again);
    return use({ ...outcome, python, command: [python, ...args], record, runAgain }, reports);
  });
