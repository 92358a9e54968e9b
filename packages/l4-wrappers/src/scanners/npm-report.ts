import { z } from 'zod';
import type { LockedPackage } from './lockfiles/locked-package.ts';
import type { Advisory } from './package-audit.ts';
import { severityNamed } from './severity.ts';

const advisory = z.object({
  source: z.union([z.int(), z.string()]),
  title: z.string(),
  url: z.string().optional(),
  severity: z.string(),
  cwe: z.array(z.string()).default([]),
  cvss: z.object({ score: z.number().nullable() }).nullish(),
});

/**
 * What `npm audit --json` writes (docs.npmjs.com, "npm-audit"; `auditReportVersion` 2). `via` holds the advisories of a
 * package, and the names of packages that it is affected through, which have an entry of their own.
 */
export const npmReport = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(
    z.string(),
    z.object({
      name: z.string(),
      via: z.array(z.union([z.string(), advisory])),
      nodes: z.array(z.string()),
      fixAvailable: z.union([z.boolean(), z.object({ name: z.string(), version: z.string() })]).optional(),
    }),
  ),
});

/** The GitHub advisory that an address names, which is the name that everybody knows. */
export const ghsaIn = (url: string | undefined): string | undefined => url?.match(/GHSA(?:-\w{4}){3}/)?.[0];

const advisoryOf = (given: z.output<typeof advisory>, fixedIn: string | undefined): Advisory => ({
  id: ghsaIn(given.url) ?? `npm-${given.source}`,
  title: given.title,
  url: given.url,
  severity: severityNamed(given.severity),
  score: given.cvss?.score ?? undefined,
  fixedIn,
  cwes: given.cwe,
});

/** Every advisory of a report with every place in the lockfile that it is about. */
export const npmAdvisories = (
  report: z.output<typeof npmReport>,
  packages: readonly LockedPackage[],
): readonly { readonly advisory: Advisory; readonly locked: LockedPackage }[] => {
  const places = new Map(packages.map((locked) => [locked.key, locked]));
  return Object.values(report.vulnerabilities).flatMap(({ name, via, nodes, fixAvailable }) => {
    const fix = typeof fixAvailable === 'object' && fixAvailable.name === name ? fixAvailable.version : undefined;
    const advisories = via.filter((one) => typeof one === 'object').map((one) => advisoryOf(one, fix));
    return nodes.flatMap((key) => {
      const locked = places.get(key) ?? { ecosystem: 'npm', name, version: '', line: 1, key };
      return advisories.map((one) => ({ advisory: one, locked }));
    });
  });
};
