import { join } from 'node:path';
import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Finding } from './finding.ts';
import type { LockedPackage } from './lockfiles/locked-package.ts';
import { knownLockfiles, lockfileReader } from './lockfiles/lockfile-reader.ts';
import { askForIds, askForRecords } from './osv/osv-client.ts';
import { advisoryOf, withoutAliases } from './osv/osv-vulnerability.ts';
import { findingOf } from './package-audit.ts';
import { ScanCoverage } from './scan-coverage.ts';
import { reportOf, scanProgress, scanReport, verdictOnScan } from './scan-report.ts';
import { existingFolder, readProblem, usuallyIgnored, walkFiles } from './scanned-folder.ts';
import { ScannerError, inOneLine } from './scanner-error.ts';
import type { ScannerSettings } from './scanner-settings.ts';
import { readTextFile } from './text-file.ts';

/**
 * Asks OSV (osv.dev) which locked dependencies below a folder have known vulnerabilities. Lockfiles of npm, pnpm, pip,
 * Poetry, uv, PDM and Cargo are read; only names and versions of packages leave this machine. A requirement without an
 * exact version, and a lockfile that cannot be read, are named in the answer, and then `complete` is false.
 *
 * Fails with `unavailable` when OSV cannot be reached or breaks, `rate_limited`, `not_found` (no such folder, or no
 * lockfile below it), `refused` (not a folder, or OSV or its mirror does not take the question), `unauthenticated` and
 * `forbidden` (a mirror), `unexpected_answer`: none of these is a clean result.
 */
export const scanOsv = defineOperation({
  name: 'scan_osv',
  summary: 'Ask OSV for known vulnerabilities of all locked dependencies below a folder.',
  effect: 'read',
  input: z.object({
    path: z.string().min(1).describe('The folder to look for lockfiles in'),
    ignore: z
      .array(z.string().min(1))
      .default([...usuallyIgnored, '.venv', 'venv'])
      .describe('Names of files and folders that are passed over, wherever they are'),
  }),
  part: scanProgress,
  output: scanReport,
  verdict: verdictOnScan,
});

/** The largest lockfile that is read, in bytes. */
const maxLockfileBytes = 2 ** 26;

interface Locked {
  readonly lockfile: string;
  readonly locked: LockedPackage;
}

const readLockfile = async (root: string, path: string, coverage: ScanCoverage): Promise<readonly Locked[]> => {
  const reader = lockfileReader(path);
  const file = await readTextFile(join(root, path), maxLockfileBytes).catch((error: unknown) => {
    coverage.miss(path, 'unreadable', readProblem(error));
  });
  if (reader === undefined || file === undefined) return [];
  if (file.kind !== 'text') {
    coverage.miss(path, file.kind === 'binary' ? 'not_parsed' : 'too_large');
    return [];
  }
  try {
    const { packages, unknown } = reader(file.text);
    for (const { reason, message } of unknown) coverage.miss(path, reason, message);
    return packages.map((locked) => ({ lockfile: path, locked }));
  } catch (error) {
    coverage.miss(path, 'not_parsed', inOneLine(error instanceof Error ? error.message : String(error)));
    return [];
  }
};

/** Without a version: what answers is a database that changes all day, and its API tells none. */
const scanner = { name: 'osv', informationUri: 'https://osv.dev/' };

/** A package is asked for once, however many lockfiles name it. */
const nameOf = ({ ecosystem, name, version }: LockedPackage): string => JSON.stringify([ecosystem, name, version]);

/** Performs `scan_osv`. */
export const handleScanOsv =
  (settings: ScannerSettings): Handler<typeof scanOsv> =>
  async (input, ctx) => {
    const root = await existingFolder(input.path);
    const coverage = new ScanCoverage();
    const all: Locked[] = [];
    let lockfiles = 0;
    for await (const path of walkFiles(root, coverage, { ignore: new Set(input.ignore), signal: ctx.signal })) {
      if (lockfileReader(path) === undefined) continue;
      lockfiles += 1;
      for (const one of await readLockfile(root, path, coverage)) all.push(one);
    }
    if (lockfiles === 0)
      throw new ScannerError({
        kind: 'not_found',
        message: `there is no lockfile below ${root}`,
        hint: `These are understood: ${knownLockfiles}.`,
      });
    const { osvUrl: baseUrl, requestTimeoutMs: timeoutMs, fetch } = settings;
    const connection = { baseUrl, timeoutMs, fetch, clock: ctx.clock, signal: ctx.signal };
    const packages = [...new Map(all.map(({ locked }) => [nameOf(locked), locked])).values()];
    const ids = await askForIds(connection, packages, (done) => ctx.tell({ done, found: 0 }));
    const records = await askForRecords(connection, ids.flat());
    const idsOf = new Map(packages.map((locked, index) => [nameOf(locked), ids[index] ?? []]));
    coverage.scanned = packages.length;
    const findings = all.flatMap(({ lockfile, locked }): readonly Finding[] => {
      const known = (idsOf.get(nameOf(locked)) ?? []).map((id) => records.get(id)).filter((one) => one !== undefined);
      return withoutAliases(known).map((one) => findingOf(advisoryOf(one, locked), locked, lockfile));
    });
    await ctx.tell({ done: packages.length, found: findings.length });
    return reportOf(scanner, findings, coverage);
  };
