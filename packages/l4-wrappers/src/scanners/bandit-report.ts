import { z } from 'zod';
import type { Finding } from './finding.ts';
import { inOneLine } from './scanner-error.ts';
import { severityNamed } from './severity.ts';

/** What bandit writes with `--format json` (bandit.readthedocs.io, "Formatters: json"); 1.6 knows no columns and no CWE. */
export const banditReport = z.object({
  errors: z.array(z.object({ filename: z.string(), reason: z.string() })),
  metrics: z.record(z.string(), z.unknown()),
  results: z.array(
    z.object({
      code: z.string(),
      filename: z.string(),
      issue_severity: z.string(),
      issue_confidence: z.string(),
      issue_text: z.string(),
      issue_cwe: z.object({ id: z.int().optional() }).optional(),
      line_number: z.int().min(1),
      line_range: z.array(z.int()),
      more_info: z.string(),
      test_id: z.string(),
      test_name: z.string(),
    }),
  ),
});

export type BanditReport = z.output<typeof banditReport>;
type BanditIssue = BanditReport['results'][number];

/** The rules that quote the password that they have found (B105 to B107, "hardcoded_password_…"). */
const quotesSecret = /^B10[567]$/;

const messageOf = ({ test_id: id, issue_text: text }: BanditIssue): string =>
  inOneLine(quotesSecret.test(id) ? text.replace(/(['"]).*\1/s, '[secret]') : text);

/** The line itself, of the numbered lines that bandit quotes. */
const contextOf = ({ code, line_number: number }: BanditIssue): string => {
  const line = code.split('\n').find((candidate) => candidate.startsWith(`${number} `));
  return line?.slice(String(number).length + 1) ?? '';
};

/** bandit is told to scan `.`, so its names begin with it. */
export const pathOf = (filename: string): string => filename.replace(/^\.\//, '');

/** What bandit found, as a finding. */
export const findingOf = (issue: BanditIssue): Finding => {
  const { test_id: id, test_name: name, issue_cwe: cwe, line_number: startLine, more_info: helpUri } = issue;
  const endLine = Math.max(startLine, ...issue.line_range);
  const description = quotesSecret.test(id) ? 'A hardcoded password' : messageOf(issue);
  return {
    rule: { id, name, description, helpUri, tags: cwe?.id === undefined ? [] : [`external/cwe/cwe-${cwe.id}`] },
    severity: severityNamed(issue.issue_severity),
    message: `${messageOf(issue)} (confidence ${issue.issue_confidence.toLowerCase()})`,
    path: pathOf(issue.filename),
    // Without columns: bandit 1.6 has none, and later ones count them in bytes.
    region: { startLine, endLine },
    context: contextOf(issue),
  };
};
