import { z } from 'zod';

/** How bad a finding is, the worst first, as GitHub and npm rank advisories; `medium` is npm's `moderate`. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;

export type Severity = (typeof severities)[number];

/** How many findings there are of each severity. */
export const bySeverity = z.object({
  critical: z.int(),
  high: z.int(),
  medium: z.int(),
  low: z.int(),
  info: z.int(),
});

/** SARIF 2.1.0, 3.27.10: only three levels say that something is wrong. */
const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' } as const;

/** The level of a SARIF result. */
export const levelOf = (severity: Severity): (typeof levels)[Severity] => levels[severity];

/**
 * Where each severity begins, as a CVSS score (first.org, "Common Vulnerability Scoring System v3.1", section 5), and a
 * score from its middle for what has none.
 */
const scores = {
  critical: { from: 9, usual: 9.5 },
  high: { from: 7, usual: 8 },
  medium: { from: 4, usual: 5.5 },
  low: { from: 0.1, usual: 2 },
  info: { from: 0, usual: 0 },
} as const;

/** The severity that a CVSS score stands for. */
export const severityOf = (score: number): Severity =>
  severities.find((severity) => score >= scores[severity].from) ?? 'info';

/** A score for what has a severity and none of its own. */
export const usualScore = (severity: Severity): number => scores[severity].usual;

/** Reads the word that a scanner has for a severity. A word that nobody knows is taken seriously: it is `medium`. */
export const severityNamed = (word: string | undefined): Severity => {
  const known = word?.toLowerCase();
  if (known === 'moderate') return 'medium';
  return severities.find((severity) => severity === known) ?? 'medium';
};
