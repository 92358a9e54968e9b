import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { HandlerContext } from '@strata/core';
import type { CommandOutcome, CommandRunner } from '../process/index.ts';
import { PyTestError } from './pytest-error.ts';
import { findPython, pathBeside } from './python.ts';

/** How this wrapper runs pytest; its parsed options. */
export interface PyTestSettings {
  readonly runner: CommandRunner;
  readonly python?: string | undefined;
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string>>;
}

/** One run of pytest: where, with what, for how long. */
export interface PyTestSession {
  readonly cwd: string;
  /** What comes after `python -m pytest`, given the run's own folder for reports. */
  readonly args: (reports: string) => readonly string[];
  readonly env?: (reports: string) => Readonly<Record<string, string>>;
  /** Folders whose modules come before all others, those that the caller's PYTHONPATH names included. */
  readonly modules?: (reports: string) => readonly string[];
  /** Puts into the folder for reports what the run needs there. */
  readonly prepare?: (reports: string) => Promise<void>;
  readonly timeoutMs?: number | undefined;
}

/** What a run printed and returned, and how it was asked. */
export interface PyTestAnswer extends CommandOutcome {
  readonly python: string;
  readonly command: readonly string[];
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

/** PEP 668: an installation with this file leaves installing to the operating system. */
const managedProbe =
  'import os,sys,sysconfig; sys.exit(not (sys.prefix == sys.base_prefix and os.path.exists(os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED"))))';

/**
 * Makes the error of a run without a usable answer. Asks the interpreter who installs its modules, for the hint;
 * isolated, so that no module of the project is taken for one of Python's.
 */
export const pytestError = async (answer: PyTestAnswer, reason?: string): Promise<PyTestError> => {
  const { python, exitCode, stdout, stderr } = answer;
  const externallyManaged = await answer.runAgain(['-I', '-c', managedProbe]).then(
    (outcome) => outcome.exitCode === 0,
    () => false,
  );
  return new PyTestError({
    exitCode,
    stdout,
    stderr,
    python,
    externallyManaged,
    ...(reason === undefined ? {} : { reason }),
  });
};

/** The environment of every command of a session: what the project's own code may see. */
const environmentOf = (settings: PyTestSettings, session: PyTestSession, python: string, reports: string) => {
  const onHost = settings.runner.place === 'host';
  const given = settings.env['PYTHONPATH'] ?? (onHost ? process.env['PYTHONPATH'] : undefined);
  // An empty entry would be the folder that Python runs in.
  const modules = [...(session.modules?.(reports) ?? []), given ?? ''].filter((folder) => folder !== '');
  return {
    ...withheld,
    ...(onHost ? pathBeside(python) : {}),
    ...settings.env,
    PYTHONDONTWRITEBYTECODE: '1',
    ...(modules.length === 0 ? {} : { PYTHONPATH: modules.join(delimiter) }),
    ...session.env?.(reports),
  };
};

/**
 * Runs pytest with a folder of its own for reports and caches, which is gone afterwards; the project's folder is
 * not written to. `use` reads the reports while they are there.
 */
export const withPytest = async <Output>(
  settings: PyTestSettings,
  session: PyTestSession,
  ctx: HandlerContext,
  use: (answer: PyTestAnswer, reports: string) => Promise<Output>,
): Promise<Output> => {
  const reports = await mkdtemp(join(await realpath(tmpdir()), 'strata-pytest-'));
  try {
    const onHost = settings.runner.place === 'host';
    const python = settings.python ?? (onHost ? await findPython(session.cwd) : 'python3');
    const args = ['-m', 'pytest', '-o', `cache_dir=${join(reports, 'cache')}`, '--color=no', ...session.args(reports)];
    const place = {
      cwd: session.cwd,
      env: environmentOf(settings, session, python, reports),
      timeoutMs: session.timeoutMs ?? settings.timeoutMs,
      mounts: [reports],
    };
    const runAgain = (further: readonly string[]) =>
      settings.runner.run({ ...place, file: python, args: further }, ctx);
    await session.prepare?.(reports);
    const outcome = await runAgain(args);
    return await use({ ...outcome, python, command: [python, ...args], runAgain }, reports);
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
};
