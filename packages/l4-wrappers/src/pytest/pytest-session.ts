import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  /** Puts into the folder for reports what the run needs there. */
  readonly prepare?: (reports: string) => Promise<void>;
  readonly timeoutMs?: number | undefined;
}

/** What a run printed and returned, and how it was asked. */
export interface PyTestAnswer extends CommandOutcome {
  readonly python: string;
  readonly command: readonly string[];
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

/** Makes the error of a run without a usable answer. Asks the interpreter who installs its modules, for the hint. */
export const pytestError = async (
  settings: PyTestSettings,
  session: Pick<PyTestSession, 'cwd'>,
  answer: PyTestAnswer,
  ctx: HandlerContext,
  reason?: string,
): Promise<PyTestError> => {
  const { python, exitCode, stdout, stderr } = answer;
  const probe = { file: python, args: ['-c', managedProbe], cwd: session.cwd, timeoutMs: 30_000 };
  const managed = await settings.runner.run(probe, ctx).then(
    (outcome) => outcome.exitCode === 0,
    () => false,
  );
  return new PyTestError({
    exitCode,
    stdout,
    stderr,
    python,
    externallyManaged: managed,
    ...(reason === undefined ? {} : { reason }),
  });
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
    const env = {
      ...withheld,
      ...(onHost ? pathBeside(python) : {}),
      ...settings.env,
      PYTHONDONTWRITEBYTECODE: '1',
      ...session.env?.(reports),
    };
    await session.prepare?.(reports);
    const timeoutMs = session.timeoutMs ?? settings.timeoutMs;
    const command = { file: python, args, cwd: session.cwd, env, timeoutMs, mounts: [reports] };
    const outcome = await settings.runner.run(command, ctx);
    return await use({ ...outcome, python, command: [python, ...args] }, reports);
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
};
