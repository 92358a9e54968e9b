import type { HandlerContext } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import type { Item } from '../pull-requests/pull-state.ts';
import { coordinatesOf } from '../repository/repository.ts';
import { webAddress } from '../client/web-address.ts';

/** What has become of an alert. */
export const codeScanningState = z.enum(['open', 'dismissed', 'fixed']);

/** How bad a finding is: of a security rule the first four, of another one the last three. */
export const codeScanningSeverity = z.enum(['critical', 'high', 'medium', 'low', 'error', 'warning', 'note']);

/** Why a code-scanning alert is dismissed. */
export const codeScanningReason = z.enum(['false_positive', 'wont_fix', 'used_in_tests']);

type Reason = z.output<typeof codeScanningReason>;

/** The reasons as GitHub writes them. */
export const reasonsOfGitHub = {
  false_positive: 'false positive',
  wont_fix: "won't fix",
  used_in_tests: 'used in tests',
} as const satisfies Readonly<Record<Reason, string>>;

/** A code-scanning alert as it is shown: something that a scanner has found in the code. */
export const codeScanningAlert = z.object({
  number: z.int().positive(),
  state: codeScanningState,
  severity: codeScanningSeverity.nullable(),
  summary: z.string().describe('What the rule looks for.'),
  rule: z.string().describe("The rule's id."),
  tool: z.string().describe('The scanner that found it.'),
  path: z.string().nullable(),
  line: z.int().nullable(),
  message: z.string().describe('What was found here.'),
  branch: z.string().nullable().describe('The ref where it was last seen: `refs/heads/main`.'),
  dismissedReason: codeScanningReason.nullable(),
  dismissedComment: z.string().nullable(),
  url: webAddress,
  createdAt: z.iso.datetime(),
});

/** What GitHub answers about an alert, as far as it is read here. */
interface GitHubCodeScanningAlert {
  readonly number: number;
  readonly state?: string | null | undefined;
  readonly rule: {
    readonly id?: string | null;
    readonly description?: string;
    readonly severity?: string | null;
    readonly security_severity_level?: string | null;
  };
  readonly tool: { readonly name?: string };
  readonly most_recent_instance: {
    readonly ref?: string;
    readonly message?: { readonly text?: string };
    readonly location?: { readonly path?: string; readonly start_line?: number };
  };
  readonly dismissed_reason: string | null;
  readonly dismissed_comment?: string | null | undefined;
  readonly html_url: string;
  readonly created_at: string;
}

const reasonFrom = (said: string | null): Reason | null =>
  codeScanningReason.options.find((reason) => reasonsOfGitHub[reason] === said) ?? null;

const severityFrom = ({ security_severity_level: level, severity }: GitHubCodeScanningAlert['rule']) =>
  codeScanningSeverity.safeParse(level ?? severity).data ?? null;

/** Reads an alert out of GitHub's answer. */
export const readCodeScanningAlert = (alert: GitHubCodeScanningAlert): z.input<typeof codeScanningAlert> => {
  const { ref, message, location } = alert.most_recent_instance;
  return {
    number: alert.number,
    // The output's schema holds this to the states that there are.
    state: alert.state as z.input<typeof codeScanningState>,
    severity: severityFrom(alert.rule),
    summary: alert.rule.description ?? '',
    rule: alert.rule.id ?? '',
    tool: alert.tool.name ?? '',
    path: location?.path ?? null,
    line: location?.start_line ?? null,
    message: message?.text ?? '',
    branch: ref ?? null,
    dismissedReason: reasonFrom(alert.dismissed_reason),
    dismissedComment: alert.dismissed_comment ?? null,
    url: alert.html_url,
    createdAt: alert.created_at,
  };
};

/** What a code-scanning alert is called in messages. */
export const aboutCodeScanningAlert = ({ repo, number }: Item): string => `code-scanning alert ${number} of ${repo}`;

/** Shows a code-scanning alert. */
export const codeScanningAlertOf = (github: GitHubClient, ctx: HandlerContext, alert: Item) =>
  github.ask(
    ctx,
    aboutCodeScanningAlert(alert),
    (request) =>
      github.rest.codeScanning.getAlert({ ...coordinatesOf(alert.repo), alert_number: alert.number, request }),
    readCodeScanningAlert,
  );
