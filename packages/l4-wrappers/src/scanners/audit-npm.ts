import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Handler, type WorkflowContext, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Command, CommandOutcome } from '../process/index.ts';
import { type AuditedProject, withAuditFolder, withoutSecrets } from './audit-folder.ts';
import { auditProblem } from './audit-problem.ts';
import type { Finding } from './finding.ts';
import type { LockedPackage, Lockfile } from './lockfiles/locked-package.ts';
import { readNpmLockfile } from './lockfiles/npm-lockfile.ts';
import { readPnpmLockfile } from './lockfiles/pnpm-lockfile.ts';
import { npmAdvisories, npmReport } from './npm-report.ts';
import { findingOf } from './package-audit.ts';
import { pnpmAdvisories, pnpmReport } from './pnpm-report.ts';
import { programVersion } from './program-version.ts';
import { ScanCoverage } from './scan-coverage.ts';
import { reportOf, scanProgress, scanReport, verdictOnScan } from './scan-report.ts';
import { existingFolder } from './scanned-folder.ts';
import { ScannerError } from './scanner-error.ts';
import type { ScannerSettings } from './scanner-settings.ts';
import { readTextFile } from './text-file.ts';

/**
 * Asks the registry which locked dependencies have known vulnerabilities, with `npm audit` or `pnpm audit`. Nothing is
 * installed, and the folder is not written to. The package manager works on a copy of lockfile and dependencies: no code
 * of the project is run, and of its configuration only the registry counts. It sees no token of the caller's environment
 * but npm's own (NPM_TOKEN, NODE_AUTH_TOKEN, npm_config_…), for the registries that the caller's own .npmrc gives them to.
 *
 * Fails with `unavailable` when the registry cannot be reached or does not answer audits (many mirrors say 405): that is
 * no clean result. Fails with `not_found` (no such folder, or no lockfile in it), `refused` (two lockfiles, a file that
 * cannot be read, or a registry that is no plain address), `unauthenticated`, `tool_missing`, `timed_out`, `unexpected_answer`.
 */
export const auditNpm = defineOperation({
  name: 'audit_npm',
  summary: 'Ask the registry for known vulnerabilities of the dependencies that npm or pnpm has locked.',
  effect: 'read',
  input: z.object({
    path: z.string().min(1).describe('The folder with package-lock.json, npm-shrinkwrap.json or pnpm-lock.yaml'),
    manager: z.enum(['npm', 'pnpm']).optional().describe('Whose lockfile counts when there are both'),
    productionOnly: z.boolean().default(false).describe('Leave out what is only needed for development'),
    registry: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("Another registry than the project's own configuration names"),
    timeoutMs: z.int().positive().optional().describe('Time limit in milliseconds'),
  }),
  part: scanProgress,
  output: scanReport,
  verdict: verdictOnScan,
});

type Input = z.output<typeof auditNpm.input>;

/** A package manager: its lockfiles, how it is asked, and what its answer says. */
interface Manager {
  readonly name: 'npm' | 'pnpm';
  readonly informationUri: string;
  readonly lockfiles: readonly string[];
  readonly read: (text: string) => Lockfile;
  readonly args: (input: Input, root: string) => readonly string[];
  /** The findings of its answer. Throws when it is no report. */
  readonly findings: (answer: unknown, packages: readonly LockedPackage[], lockfile: string) => readonly Finding[];
}

const registryArg = ({ registry }: Input): readonly string[] =>
  registry === undefined ? [] : [`--registry=${registry}`];

const npm: Manager = {
  name: 'npm',
  informationUri: 'https://docs.npmjs.com/cli/commands/npm-audit',
  lockfiles: ['npm-shrinkwrap.json', 'package-lock.json'],
  read: readNpmLockfile,
  args: (input, root) => [
    'audit',
    '--json',
    '--package-lock-only',
    `--prefix=${root}`,
    // With either of these in somebody's configuration, npm asks nobody and reports that there is nothing.
    '--offline=false',
    '--audit=true',
    '--fetch-retries=0',
    ...(input.productionOnly ? ['--omit=dev'] : ['--include=dev', '--include=optional', '--include=peer']),
    ...registryArg(input),
  ],
  findings: (answer, packages, lockfile) =>
    npmAdvisories(npmReport.parse(answer), packages).map((one) => findingOf(one.advisory, one.locked, lockfile)),
};

const pnpm: Manager = {
  name: 'pnpm',
  informationUri: 'https://pnpm.io/cli/audit',
  lockfiles: ['pnpm-lock.yaml'],
  read: readPnpmLockfile,
  args: (input) => [
    'audit',
    '--json',
    '--audit-level=low',
    ...(input.productionOnly ? ['--prod'] : []),
    ...registryArg(input),
  ],
  findings: (answer, packages, lockfile) =>
    pnpmAdvisories(pnpmReport.parse(answer), packages).map((one) => findingOf(one.advisory, one.locked, lockfile)),
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** The manager whose lockfile is there, and the lockfile. */
const choose = async (root: string, wanted: Input['manager']) => {
  const there: { readonly manager: Manager; readonly lockfile: string }[] = [];
  for (const manager of [npm, pnpm].filter(({ name }) => wanted === undefined || wanted === name))
    for (const lockfile of manager.lockfiles) if (await exists(join(root, lockfile))) there.push({ manager, lockfile });
  const [first] = there;
  if (first === undefined)
    throw new ScannerError({
      kind: 'not_found',
      message: `there is no lockfile of ${wanted ?? 'npm or pnpm'} in ${root}`,
      hint: 'Make one with: npm install --package-lock-only. For other lockfiles use scan_osv.',
    });
  if (there.some(({ manager }) => manager !== first.manager))
    throw new ScannerError({
      kind: 'refused',
      message: `${root} has lockfiles of npm and of pnpm`,
      hint: 'Say which one counts, with manager.',
    });
  return first;
};

/** The largest lockfile that is read, in bytes. */
const maxLockfileBytes = 2 ** 26;

const readLockfile = async (path: string, { name, read }: Manager): Promise<Lockfile & { readonly text: string }> => {
  try {
    const file = await readTextFile(path, maxLockfileBytes);
    if (file.kind !== 'text') throw new Error(file.kind === 'binary' ? 'it is not text' : 'it is too large');
    return { ...read(file.text), text: file.text };
  } catch (cause) {
    const message = `the lockfile of ${name} cannot be read`;
    throw new ScannerError({ kind: 'refused', message, hint: 'Repair the lockfile.' }, { cause });
  }
};

const findingsIn = (
  manager: Manager,
  outcome: CommandOutcome,
  packages: readonly LockedPackage[],
  lockfile: string,
) => {
  try {
    return manager.findings(JSON.parse(outcome.stdout), packages, lockfile);
  } catch {
    throw auditProblem(manager.name, outcome);
  }
};

const commandOf = (settings: ScannerSettings, manager: Manager, input: Input, folder: string): Command => ({
  file: settings[manager.name],
  args: manager.args(input, folder),
  cwd: folder,
  env: {
    ...(settings.runner.place === 'host' ? withoutSecrets() : {}),
    // pnpm takes this from its environment alone. Retrying is not this layer's business.
    npm_config_fetch_retries: '0',
    pnpm_config_fetch_retries: '0',
  },
  timeoutMs: input.timeoutMs ?? settings.timeoutMs,
  maxOutputBytes: maxLockfileBytes,
});

/** What the package manager answered, and which version of it. */
const runAudit = (
  settings: ScannerSettings,
  manager: Manager,
  input: Input,
  project: AuditedProject,
  ctx: WorkflowContext,
) =>
  withAuditFolder(project, async (folder) => {
    const command = commandOf(settings, manager, input, folder);
    const outcome = await settings.runner.run(command, ctx);
    return { outcome, version: await programVersion(settings, command, ctx) };
  });

/** Performs `audit_npm`. */
export const handleAuditNpm =
  (settings: ScannerSettings): Handler<typeof auditNpm> =>
  async (input, ctx) => {
    const root = await existingFolder(input.path);
    const { manager, lockfile } = await choose(root, input.manager);
    const { packages, unknown, text } = await readLockfile(join(root, lockfile), manager);
    const project = { root, lockfile: { name: lockfile, text } };
    const { outcome, version } = await runAudit(settings, manager, input, project, ctx);
    const findings = findingsIn(manager, outcome, packages, lockfile);
    const coverage = new ScanCoverage();
    coverage.scanned = packages.length;
    for (const { reason, message } of unknown) coverage.miss(lockfile, reason, message);
    await ctx.tell({ done: coverage.scanned, found: findings.length });
    const { name, informationUri } = manager;
    return reportOf({ name: `${name}-audit`, version, informationUri }, findings, coverage);
  };
