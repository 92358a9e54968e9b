import type { Finding } from './finding.ts';
import type { LockedPackage } from './lockfiles/locked-package.ts';
import { inOneLine } from './scanner-error.ts';
import { type Severity, severityOf } from './severity.ts';

/** What is known to be wrong with a package, whoever said so. */
export interface Advisory {
  /** The best known name: GHSA-…, CVE-…, PYSEC-…. */
  readonly id: string;
  readonly title: string;
  readonly url?: string | undefined;
  readonly severity: Severity;
  /** The CVSS base score. */
  readonly score?: number | undefined;
  /** Versions without it, or in which range they are. */
  readonly fixedIn?: string | undefined;
  /** Weaknesses: `CWE-79`. */
  readonly cwes: readonly string[];
}

/** An advisory about a locked package, as a finding at the package's line. */
export const findingOf = (advisory: Advisory, locked: LockedPackage, lockfile: string): Finding => {
  const { id, title, url, score, fixedIn, cwes } = advisory;
  const { name, version, line } = locked;
  const repair = fixedIn === undefined ? '' : ` (fixed in ${fixedIn})`;
  return {
    rule: {
      id,
      description: inOneLine(title),
      helpUri: url,
      tags: ['vulnerability', ...cwes.map((cwe) => `external/cwe/${cwe.toLowerCase()}`)],
    },
    // A score of 0 means that nobody has given one.
    severity: score === undefined || score === 0 ? advisory.severity : severityOf(score),
    score: score === 0 ? undefined : score,
    message: inOneLine(`${name} ${version}: ${title}${repair}`),
    path: lockfile,
    region: { startLine: line },
    context: `${name}@${version}`,
  };
};
