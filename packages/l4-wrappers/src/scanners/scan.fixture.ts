import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Failure, Result } from '@strata/core';
import type { ScanReport } from './index.ts';
import { strictSarif } from './sarif-rules.fixture.ts';

/** A folder that goes with the test. */
export interface TestFolder extends Disposable {
  readonly path: string;
}

/** Makes a folder of these files; in `parent` where it matters who may get to it. */
export const createTestFolder = (
  files: Readonly<Record<string, string | Uint8Array>>,
  parent = tmpdir(),
): TestFolder => {
  const path = realpathSync(mkdtempSync(join(parent, 'strata-scan-')));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
};

/** The data of a scan that must succeed, after its SARIF was checked against the standard. */
export const reportIn = (result: Result<ScanReport, Failure>): ScanReport => {
  if (!result.success) throw new Error(JSON.stringify(result.error));
  strictSarif.parse(result.data.sarif);
  const [run] = result.data.sarif.runs;
  if (run?.results?.length !== result.data.summary.findings) throw new Error('the summary counts something else');
  if (run.invocations?.[0]?.executionSuccessful !== result.data.complete) throw new Error('SARIF says otherwise');
  return result.data;
};

/** Each finding in short: rule, place, level. */
export const briefly = ({ sarif }: ScanReport): readonly string[] =>
  (sarif.runs[0]?.results ?? []).map((result) => {
    const place = result.locations?.[0]?.physicalLocation;
    return `${result.ruleId} ${place?.artifactLocation?.uri}:${place?.region?.startLine} ${result.level}`;
  });

/** The texts of the findings. */
export const textsIn = ({ sarif }: ScanReport): readonly (string | undefined)[] =>
  (sarif.runs[0]?.results ?? []).map(({ message }) => message.text);

/** Secrets of many kinds, none of them real. In pieces, so that no scanner takes this file for a leak. */
export const secrets = {
  github: ['ghp', '_wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join(''),
  slack: ['xoxb', '-123456789012-1234567890123-abcdefghijklmnopqrstuvwx'].join(''),
  aws: ['wJalrXUtnFEMI', '/K7MDENG/bPxRfiCYXZAMPLEKEY'].join(''),
  password: ['s3cr3t', 'pass'].join(''),
  npm: ['npm', '_v1w2x3y4z5A6B7C8D9E0F1G2H3I4J5K6L7M8'].join(''),
} as const;
