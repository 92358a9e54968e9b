import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Handler, type WorkflowContext, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Command, CommandOutcome } from '../process/index.ts';
import { type BanditReport, banditReport, findingOf, pathOf } from './bandit-report.ts';
import { ScanCoverage } from './scan-coverage.ts';
import { programVersion } from './program-version.ts';
import { reportOf, scanProgress, scanReport, verdictOnScan } from './scan-report.ts';
import { existingFolder, usuallyIgnored, walkFiles } from './scanned-folder.ts';
import { ScannerError, inOneLine, unusable } from './scanner-error.ts';
import type { ScannerSettings } from './scanner-settings.ts';

/**
 * Looks for unsafe Python code with bandit. Files that bandit could not parse or passed over (a `.bandit` file of the
 * project may tell it to) are named, and then `complete` is false.
 *
 * Fails with `tool_missing` (bandit), `not_found` (no such folder), `refused` (bandit rejects its arguments or the
 * project's configuration), `timed_out`, `unexpected_answer` (bandit broke or left no report).
 */
export const scanPython = defineOperation({
  name: 'scan_python',
  summary: 'Look for unsafe code in the Python files of a folder with bandit.',
  effect: 'read',
  input: z.object({
    path: z.string().min(1).describe('The folder to scan'),
    ignore: z
      .array(z.string().regex(/^[^,/*?[\]]+$/, 'must be a plain name'))
      .default([...usuallyIgnored, '.venv', 'venv', '.tox'])
      .describe('Names of folders that are passed over, wherever they are'),
    skip: z
      .array(z.string().regex(/^B\d+$/, 'must be the id of a test, such as B101'))
      .default([])
      .describe("bandit's tests that are not made, by id"),
    timeoutMs: z.int().positive().optional().describe('Time limit in milliseconds'),
  }),
  part: scanProgress,
  output: scanReport,
  verdict: verdictOnScan,
});

type Input = z.output<typeof scanPython.input>;

const reportFile = 'bandit.json';

const argsOf = (input: Input, report: string): readonly string[] => [
  '--recursive',
  '--quiet',
  '--format=json',
  `--output=${report}`,
  ...(input.skip.length === 0 ? [] : [`--skip=${input.skip.join(',')}`]),
  // bandit leaves out what has one of these in its path.
  ...(input.ignore.length === 0 ? [] : [`--exclude=${input.ignore.map((name) => `/${name}/`).join(',')}`]),
  '.',
];

/** The last line of bandit's own that names a cause. */
const causeIn = ({ stderr }: CommandOutcome): string =>
  stderr.match(/\tERROR\t(.+)/)?.[1] ?? stderr.match(/error: (.+)/)?.[1] ?? stderr.trim().split('\n').at(-1) ?? '';

/** Codes: 0 nothing found, 1 something found, 2 wrong arguments or configuration (bandit.readthedocs.io, "man page"). */
const readReport = async (file: string, outcome: CommandOutcome): Promise<BanditReport> => {
  const { exitCode } = outcome;
  if (exitCode === 2)
    throw new ScannerError({
      kind: 'refused',
      message: `bandit refuses: ${inOneLine(causeIn(outcome))}`,
      hint: 'Correct the arguments, or the configuration of bandit in the folder.',
    });
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (exitCode > 1 || text === undefined)
    throw unusable(`bandit ended with code ${exitCode} and left no report: ${causeIn(outcome)}`);
  try {
    return banditReport.parse(JSON.parse(text));
  } catch (cause) {
    throw unusable(`bandit's report cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
};

/** What bandit found, and which version of it. */
const runBandit = async (settings: ScannerSettings, input: Input, root: string, ctx: WorkflowContext) => {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'strata-bandit-'));
  try {
    const report = join(folder, reportFile);
    const command: Command = {
      file: settings.bandit,
      args: argsOf(input, report),
      cwd: root,
      env: { PYTHONDONTWRITEBYTECODE: '1' },
      timeoutMs: input.timeoutMs ?? settings.timeoutMs,
      mounts: [folder],
    };
    const found = await readReport(report, await settings.runner.run(command, ctx));
    return { report: found, version: await programVersion(settings, command, ctx) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** What bandit has looked at, compared with what is there: a file that it passed over was not found clean. */
const compare = async (
  report: BanditReport,
  root: string,
  input: Input,
  coverage: ScanCoverage,
  ctx: WorkflowContext,
) => {
  const broken = new Map(report.errors.map(({ filename, reason }) => [pathOf(filename), reason]));
  const covered = new Set(Object.keys(report.metrics).map(pathOf));
  for (const [path, reason] of broken) coverage.miss(path, 'not_parsed', inOneLine(reason));
  for await (const path of walkFiles(root, coverage, { ignore: new Set(input.ignore), signal: ctx.signal })) {
    if (!path.endsWith('.py') || broken.has(path)) continue;
    if (covered.has(path)) coverage.scanned += 1;
    else coverage.miss(path, 'not_covered');
  }
};

const scanner = { name: 'bandit', informationUri: 'https://bandit.readthedocs.io/' };

/** Performs `scan_python`. */
export const handleScanPython =
  (settings: ScannerSettings): Handler<typeof scanPython> =>
  async (input, ctx) => {
    const root = await existingFolder(input.path);
    const { report, version } = await runBandit(settings, input, root, ctx);
    const coverage = new ScanCoverage();
    await compare(report, root, input, coverage, ctx);
    const findings = report.results.map(findingOf);
    await ctx.tell({ done: coverage.scanned, found: findings.length });
    return reportOf({ ...scanner, version }, findings, coverage);
  };
