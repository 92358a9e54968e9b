import { createHash } from 'node:crypto';
import type { SarifRegion } from './sarif-log.ts';
import type { Severity } from './severity.ts';

/** What a scanner looks for. */
export interface FindingRule {
  /** Unique among the scanner's rules. */
  readonly id: string;
  readonly name?: string | undefined;
  readonly description: string;
  /** The page that explains the rule. */
  readonly helpUri?: string | undefined;
  readonly tags?: readonly string[];
}

/** One thing that a scanner found, whichever scanner it was. Holds no secret in clear. */
export interface Finding {
  readonly rule: FindingRule;
  readonly severity: Severity;
  /** A CVSS score, where one is known. */
  readonly score?: number | undefined;
  readonly message: string;
  /** Relative to the scanned folder, with `/`. */
  readonly path: string;
  readonly region?: SarifRegion;
  /** What stays the same when lines move: the line itself, or a package with its version. */
  readonly context: string;
}

/** The name of our fingerprints in `partialFingerprints`; the number goes up when what they are made of changes. */
export const fingerprintName = 'strataFinding/v1';

/**
 * Gives each finding a fingerprint that lasts when lines are inserted above it; the second one of the same rule in
 * the same file with the same text ends in `:2`.
 */
export const fingerprintsOf = (findings: readonly Finding[]): readonly string[] => {
  const seen = new Map<string, number>();
  return findings.map(({ rule, path, context }) => {
    const hash = createHash('sha256')
      .update(JSON.stringify([rule.id, path, context.trim()]))
      .digest('hex')
      .slice(0, 32);
    const count = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, count);
    return `${hash}:${count}`;
  });
};
