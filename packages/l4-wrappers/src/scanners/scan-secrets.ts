import { join } from 'node:path';
import { type Handler, defineOperation } from '@strata/core';
import { z } from 'zod';
import type { Finding } from './finding.ts';
import { ScanCoverage } from './scan-coverage.ts';
import { reportOf, scanProgress, scanReport, verdictOnScan } from './scan-report.ts';
import { existingFolder, readProblem, usuallyIgnored, walkFiles } from './scanned-folder.ts';
import { type FindSecrets, loadSecretlint } from './secretlint.ts';
import { readTextFile } from './text-file.ts';

/**
 * The rules are regular expressions that run in this process's own event loop, up to a quarter of a second for each MiB,
 * and nobody can stop them in the middle of a file.
 */
const largestFileBytes = 16 * 2 ** 20;

/**
 * Looks for secrets in the text files below a folder, with secretlint's recommended rules, in this process. What was
 * found is told by place and kind, never in clear. Symbolic links are not followed; binary files are left out; files
 * that are too large or cannot be read are named, and then `complete` is false. In the log, a file whose name is no UTF-8
 * has the bytes of its name, percent-encoded.
 *
 * Fails with `not_found` (no such folder), `refused` (not a folder), `forbidden`, `tool_missing` (secretlint).
 */
export const scanSecrets = defineOperation({
  name: 'scan_secrets',
  summary: 'Look for secrets in the files of a folder.',
  effect: 'read',
  input: z.object({
    path: z.string().min(1).describe('The folder to scan'),
    ignore: z
      .array(z.string().min(1))
      .default([...usuallyIgnored])
      .describe('Names of files and folders that are passed over, wherever they are'),
    maxFileBytes: z
      .int()
      .positive()
      .max(largestFileBytes)
      .default(2 ** 20)
      .describe('Larger files are not looked at, and named in the answer'),
  }),
  part: scanProgress,
  output: scanReport,
  verdict: verdictOnScan,
});

const scanner = { name: 'secretlint', informationUri: 'https://github.com/secretlint/secretlint' };

/** After how many files a part is told. */
const filesPerPart = 100;

interface Scan {
  readonly root: string;
  readonly maxFileBytes: number;
  readonly find: FindSecrets;
  readonly coverage: ScanCoverage;
}

/** Looks at one file. What goes wrong with it is remembered, and the others are looked at all the same. */
const scanFile = async ({ root, maxFileBytes, find, coverage }: Scan, path: string): Promise<readonly Finding[]> => {
  const file = await readTextFile(join(root, path), maxFileBytes).catch((error: unknown) => {
    coverage.miss(path, 'unreadable', readProblem(error));
  });
  if (file === undefined) return [];
  if (file.kind === 'binary') coverage.leftOut.binary += 1;
  if (file.kind === 'too_large') coverage.miss(path, 'too_large', `${file.sizeBytes} bytes`);
  if (file.kind !== 'text') return [];
  try {
    const found = file.text === '' ? [] : await find(path, file.text);
    coverage.scanned += 1;
    return found;
  } catch {
    // What a rule throws may quote the text, so it is not repeated.
    coverage.miss(path, 'not_parsed', 'a rule of secretlint broke');
    return [];
  }
};

/** Performs `scan_secrets`. */
export const handleScanSecrets =
  (): Handler<typeof scanSecrets> =>
  async ({ path, ignore, maxFileBytes }, ctx) => {
    const root = await existingFolder(path);
    const coverage = new ScanCoverage();
    const { version, find } = await loadSecretlint();
    const scan = { root, maxFileBytes, find, coverage };
    const findings: Finding[] = [];
    let seen = 0;
    for await (const file of walkFiles(root, coverage, { ignore: new Set(ignore), signal: ctx.signal })) {
      for (const finding of await scanFile(scan, file)) findings.push(finding);
      seen += 1;
      if (seen % filesPerPart === 0) await ctx.tell({ done: seen, found: findings.length });
    }
    await ctx.tell({ done: seen, found: findings.length });
    return reportOf({ ...scanner, version }, findings, coverage);
  };
