import type { HandlerContext } from '@strata/core';
import { z } from 'zod';
import type { GitHubClient } from '../client/github-client.ts';
import type { Item } from '../pull-requests/pull-state.ts';
import { coordinatesOf } from '../repository/repository.ts';
import { webAddress } from '../client/web-address.ts';

/** How bad a vulnerability is. */
export const severity = z.enum(['low', 'medium', 'high', 'critical']);

/** What has become of an alert. */
export const dependabotState = z.enum(['open', 'dismissed', 'auto_dismissed', 'fixed']);

/** Why a Dependabot alert is dismissed. */
export const dependabotReason = z.enum(['fix_started', 'inaccurate', 'no_bandwidth', 'not_used', 'tolerable_risk']);

/** A Dependabot alert as it is shown: a dependency with a known vulnerability. */
export const dependabotAlert = z.object({
  number: z.int().positive(),
  state: dependabotState,
  severity,
  summary: z.string(),
  package: z.string(),
  ecosystem: z.string().describe('`npm`, `pip`.'),
  manifest: z.string().describe('The file that asks for the package.'),
  advisory: z.string().describe("The advisory's id at GitHub: `GHSA-…`."),
  cve: z.string().nullable(),
  vulnerable: z.string().describe('The range of versions that have it.'),
  fixedIn: z.string().nullable().describe('The first version without it; null when there is none yet.'),
  dismissedReason: dependabotReason.nullable(),
  dismissedComment: z.string().nullable(),
  url: webAddress,
  createdAt: z.iso.datetime(),
});

/** What GitHub answers about an alert, as far as it is read here. */
interface GitHubDependabotAlert {
  readonly number: number;
  readonly state: z.input<typeof dependabotState>;
  readonly dependency: { readonly manifest_path?: string };
  readonly security_advisory: {
    readonly ghsa_id: string;
    readonly cve_id: string | null;
    readonly summary: string;
  };
  readonly security_vulnerability: {
    readonly package: { readonly ecosystem: string; readonly name: string };
    readonly severity: z.input<typeof severity>;
    readonly vulnerable_version_range: string;
    readonly first_patched_version: { readonly identifier: string } | null;
  };
  readonly dismissed_reason: z.input<typeof dependabotReason> | null;
  readonly dismissed_comment: string | null;
  readonly html_url: string;
  readonly created_at: string;
}

/** Reads an alert out of GitHub's answer. */
export const readDependabotAlert = (alert: GitHubDependabotAlert): z.input<typeof dependabotAlert> => ({
  number: alert.number,
  state: alert.state,
  severity: alert.security_vulnerability.severity,
  summary: alert.security_advisory.summary,
  package: alert.security_vulnerability.package.name,
  ecosystem: alert.security_vulnerability.package.ecosystem,
  manifest: alert.dependency.manifest_path ?? '',
  advisory: alert.security_advisory.ghsa_id,
  cve: alert.security_advisory.cve_id,
  vulnerable: alert.security_vulnerability.vulnerable_version_range,
  fixedIn: alert.security_vulnerability.first_patched_version?.identifier ?? null,
  dismissedReason: alert.dismissed_reason,
  dismissedComment: alert.dismissed_comment,
  url: alert.html_url,
  createdAt: alert.created_at,
});

/** What a Dependabot alert is called in messages. */
export const aboutDependabotAlert = ({ repo, number }: Item): string => `Dependabot alert ${number} of ${repo}`;

/** Shows a Dependabot alert. */
export const dependabotAlertOf = (github: GitHubClient, ctx: HandlerContext, alert: Item) =>
  github.ask(
    ctx,
    aboutDependabotAlert(alert),
    (request) => github.rest.dependabot.getAlert({ ...coordinatesOf(alert.repo), alert_number: alert.number, request }),
    readDependabotAlert,
  );
