import { z } from 'zod';
import type { LockedPackage } from './lockfiles/locked-package.ts';
import { ghsaIn } from './npm-report.ts';
import type { Advisory } from './package-audit.ts';
import { severityNamed } from './severity.ts';

const advisory = z.object({
  id: z.union([z.int(), z.string()]),
  title: z.string(),
  module_name: z.string(),
  severity: z.string(),
  url: z.string().optional(),
  patched_versions: z.string().nullish(),
  cwe: z.union([z.string(), z.array(z.string())]).nullish(),
  cvss: z.object({ score: z.number().nullable() }).nullish(),
  findings: z.array(z.object({ version: z.string() })),
});

/** What `pnpm audit --json` writes (pnpm.io, "pnpm audit"), recorded from version 12. */
export const pnpmReport = z.object({ advisories: z.record(z.string(), advisory) });

const advisoryOf = (given: z.output<typeof advisory>): Advisory => ({
  id: ghsaIn(given.url) ?? `npm-${given.id}`,
  title: given.title,
  url: given.url,
  severity: severityNamed(given.severity),
  score: given.cvss?.score ?? undefined,
  // What nobody has repaired is "repaired" in no version at all.
  fixedIn: given.patched_versions === '<0.0.0' ? undefined : (given.patched_versions ?? undefined),
  cwes: typeof given.cwe === 'string' ? given.cwe.split(/\s*,\s*/).filter(Boolean) : (given.cwe ?? []),
});

/** Every advisory of a report with every version in the lockfile that it is about. */
export const pnpmAdvisories = (
  report: z.output<typeof pnpmReport>,
  packages: readonly LockedPackage[],
): readonly { readonly advisory: Advisory; readonly locked: LockedPackage }[] => {
  const places = new Map(packages.map((locked) => [locked.key, locked]));
  return Object.values(report.advisories).flatMap((given) => {
    const { module_name: name } = given;
    const versions = [...new Set(given.findings.map(({ version }) => version))];
    return versions.map((version) => {
      const key = `${name}@${version}`;
      return {
        advisory: advisoryOf(given),
        locked: places.get(key) ?? { ecosystem: 'npm', name, version, line: 1, key },
      };
    });
  });
};
