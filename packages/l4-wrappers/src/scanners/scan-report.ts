import type { Verdict } from '@strata/core';
import { z } from 'zod';
import { artifactUri } from './artifact-uri.ts';
import { type Finding, fingerprintName, fingerprintsOf } from './finding.ts';
import { type SarifResult, type SarifRule, type SarifRun, logOf, sarifLog } from './sarif-log.ts';
import { type Gap, type ScanCoverage, gap, leftOut } from './scan-coverage.ts';
import { type Severity, bySeverity, levelOf, severities, usualScore } from './severity.ts';

/** What every scan answers. */
export const scanReport = z.object({
  summary: z.object({ findings: z.int(), bySeverity }),
  complete: z.boolean().describe('False when something could not be looked at: no findings then does not mean clean'),
  scanned: z.int().describe('How many files or packages were looked at'),
  notScanned: z.array(gap).describe('What could not be looked at, the first 1000'),
  notScannedCount: z.int(),
  leftOut,
  sarif: sarifLog,
});

export type ScanReport = z.output<typeof scanReport>;

/** A scan is good that looked at everything and found nothing. */
export const verdictOnScan = ({ summary, complete }: ScanReport): Verdict =>
  summary.findings === 0 && complete ? 'good' : 'bad';

/** What a scan tells while it works. */
export const scanProgress = z.object({
  done: z.int().describe('How many files or packages were looked at so far'),
  found: z.int().describe('How many findings there are so far'),
});

/** The scanner that a run is from. */
export interface Scanner {
  readonly name: string;
  readonly version?: string | undefined;
  readonly informationUri: string;
}

const scoreOf = (finding: Finding): number => finding.score ?? usualScore(finding.severity);

/** A rule as SARIF has it; as bad as the worst of its findings. */
const ruleOf = ({ rule }: Finding, score: number): SarifRule => ({
  id: rule.id,
  ...(rule.name === undefined ? {} : { name: rule.name }),
  shortDescription: { text: rule.description },
  ...(rule.helpUri === undefined ? {} : { helpUri: rule.helpUri }),
  properties: { tags: ['security', ...(rule.tags ?? [])], 'security-severity': score.toFixed(1) },
});

const rulesOf = (findings: readonly Finding[]): readonly SarifRule[] => {
  const worst = new Map<string, Finding>();
  for (const finding of findings) {
    const known = worst.get(finding.rule.id);
    if (known === undefined || scoreOf(known) < scoreOf(finding)) worst.set(finding.rule.id, finding);
  }
  return [...worst.values()].map((finding) => ruleOf(finding, scoreOf(finding)));
};

const locationOf = (path: string, region?: Finding['region']) => ({
  physicalLocation: {
    artifactLocation: { uri: artifactUri(path), uriBaseId: '%SRCROOT%' },
    ...(region === undefined ? {} : { region }),
  },
});

const resultOf = (finding: Finding, ruleIndex: number, fingerprint: string): SarifResult => ({
  ruleId: finding.rule.id,
  ruleIndex,
  level: levelOf(finding.severity),
  message: { text: finding.message },
  locations: [locationOf(finding.path, finding.region)],
  partialFingerprints: { [fingerprintName]: fingerprint },
  properties: { 'security-severity': scoreOf(finding).toFixed(1) },
});

const gapWords = {
  too_large: 'too large, not looked at',
  unreadable: 'cannot be read',
  not_parsed: 'cannot be parsed',
  not_covered: 'passed over by the scanner',
  not_pinned: 'names no exact version',
} as const satisfies Record<Gap['reason'], string>;

const notificationOf = ({ path, reason, message }: Gap) => ({
  level: 'error' as const,
  message: { text: message === undefined ? gapWords[reason] : `${gapWords[reason]}: ${message}` },
  locations: [locationOf(path)],
});

const runOf = (scanner: Scanner, findings: readonly Finding[], coverage: ScanCoverage): SarifRun => {
  const rules = rulesOf(findings);
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const fingerprints = fingerprintsOf(findings);
  const { version } = scanner;
  return {
    tool: {
      driver: {
        name: scanner.name,
        ...(version === undefined ? {} : { version }),
        informationUri: scanner.informationUri,
        rules: [...rules],
      },
    },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: coverage.gapCount === 0,
        toolExecutionNotifications: coverage.gaps.map(notificationOf),
      },
    ],
    results: findings.map((finding, index) =>
      resultOf(finding, indexes.get(finding.rule.id) ?? -1, fingerprints[index] ?? ''),
    ),
  };
};

/** Counts findings. */
export const summaryOf = (found: readonly Severity[]): ScanReport['summary'] => {
  const count = (wanted: Severity): number => found.filter((severity) => severity === wanted).length;
  const [critical, high, medium, low, info] = severities.map(count) as [number, number, number, number, number];
  return { findings: found.length, bySeverity: { critical, high, medium, low, info } };
};

const inOrder = (one: Finding, other: Finding): number =>
  one.path < other.path
    ? -1
    : one.path > other.path
      ? 1
      : (one.region?.startLine ?? 0) - (other.region?.startLine ?? 0);

/** Makes a scan's answer: the findings by file and line, and what was looked at. */
export const reportOf = (scanner: Scanner, found: readonly Finding[], coverage: ScanCoverage): ScanReport => {
  const findings = found.toSorted(inOrder);
  return {
    summary: summaryOf(findings.map(({ severity }) => severity)),
    complete: coverage.gapCount === 0,
    scanned: coverage.scanned,
    // JSON is UTF-8; the log has the bytes of a name that is not.
    notScanned: coverage.gaps.map((one) => ({ ...one, path: one.path.toWellFormed() })),
    notScannedCount: coverage.gapCount,
    leftOut: coverage.leftOut,
    sarif: logOf([runOf(scanner, findings, coverage)]),
  };
};
