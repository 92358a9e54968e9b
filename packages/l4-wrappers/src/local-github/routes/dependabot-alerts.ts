import {
  type FrontAnswer,
  type FrontRequest,
  Refusal,
  type Route,
  callerOf,
  repositoryPath,
  route,
} from '../front-route.ts';
import { listedByCursor } from '../front-page.ts';
import { nowText } from '../front-time.ts';
import { createAlertBook, isAsked } from './alert-book.ts';

const reasons = ['fix_started', 'inaccurate', 'no_bandwidth', 'not_used', 'tolerable_risk'];

/** What a Dependabot alert is about. */
export interface DependabotAlertSeed {
  /** @default npm */
  readonly ecosystem?: string;
  readonly package: string;
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  readonly summary: string;
  /** Which versions are vulnerable. @default the ones below `fixedIn`, or all */
  readonly range?: string;
  /** The first version without it; absent when there is none. */
  readonly fixedIn?: string;
  /** The file that asks for the package. @default package-lock.json */
  readonly manifestPath?: string;
  /** @default GHSA-0000-0000-0000 */
  readonly ghsaId?: string;
}

const alertOf = (seed: DependabotAlertSeed, number: number, where: string) => {
  const { severity, summary, fixedIn, ghsaId = 'GHSA-0000-0000-0000' } = seed;
  const shownPackage = { ecosystem: seed.ecosystem ?? 'npm', name: seed.package };
  const vulnerability = {
    package: shownPackage,
    severity,
    vulnerable_version_range: seed.range ?? (fixedIn === undefined ? '>= 0' : `< ${fixedIn}`),
    first_patched_version: fixedIn === undefined ? null : { identifier: fixedIn },
  };
  const at = nowText();
  const advisory = {
    ghsa_id: ghsaId,
    cve_id: null,
    summary,
    description: summary,
    vulnerabilities: [vulnerability],
    severity,
    cvss: { score: 0, vector_string: null },
    cwes: [],
    identifiers: [{ type: 'GHSA', value: ghsaId }],
    references: [],
    published_at: at,
    updated_at: at,
    withdrawn_at: null,
  };
  return {
    number,
    state: 'open',
    dependency: {
      package: shownPackage,
      manifest_path: seed.manifestPath ?? 'package-lock.json',
      scope: 'runtime',
      relationship: 'direct',
    },
    security_advisory: advisory,
    security_vulnerability: vulnerability,
    url: `${where}/dependabot/alerts/${number}`,
    html_url: `${where}/security/dependabot/${number}`,
    created_at: at,
    updated_at: at,
    dismissed_at: null,
    dismissed_by: null,
    dismissed_reason: null,
    dismissed_comment: null,
    fixed_at: null,
    auto_dismissed_at: null,
  };
};

const dismissal = async (request: FrontRequest): Promise<object> => {
  const { state, dismissed_reason: reason, dismissed_comment: comment } = request.body;
  const by = await callerOf(request);
  const nothing = { dismissed_at: null, dismissed_by: null, dismissed_reason: null, dismissed_comment: null };
  if (state === 'open') return { state, ...nothing, updated_at: nowText() };
  if (state !== 'dismissed') throw new Refusal(422, 'Validation Failed', ["state must be 'dismissed' or 'open'"]);
  if (typeof reason !== 'string' || !reasons.includes(reason))
    throw new Refusal(422, 'Validation Failed', ['dismissed_reason is required when the state is dismissed']);
  const at = nowText();
  const why = { dismissed_reason: reason, dismissed_comment: comment ?? null };
  return { state, dismissed_at: at, dismissed_by: by, ...why, updated_at: at };
};

/** Dependabot's alerts, which the emulator has not. */
export interface DependabotAlerts {
  readonly routes: readonly Route[];
  /** Adds an open alert, and gives its number. */
  readonly add: (seed: DependabotAlertSeed) => number;
}

/** Starts without alerts. `url` is the front's address, `repo` the repository that they are added to. */
export const createDependabotAlerts = (url: string, repo: string): DependabotAlerts => {
  const book = createAlertBook();
  const here = (request: FrontRequest): void => {
    if (repositoryPath(request) !== `/repos/${repo}`) throw new Refusal(404, 'Not Found');
  };
  const list = (request: FrontRequest): FrontAnswer => {
    here(request);
    const { query } = request;
    // The seed has made each alert of these fields.
    const asked = book.all().filter((it) => {
      const alert = it as unknown as ReturnType<typeof alertOf>;
      return (
        isAsked(query, 'state', alert.state) &&
        isAsked(query, 'severity', alert.security_vulnerability.severity) &&
        isAsked(query, 'package', alert.dependency.package.name) &&
        isAsked(query, 'ecosystem', alert.dependency.package.ecosystem)
      );
    });
    return listedByCursor(request, asked);
  };
  return {
    add: (seed) => book.add((number) => alertOf(seed, number, `${url}/repos/${repo}`)),
    routes: [
      route('GET', '/repos/{owner}/{repo}/dependabot/alerts', list),
      route('GET', '/repos/{owner}/{repo}/dependabot/alerts/{number}', (request) => {
        here(request);
        return { status: 200, body: book.get(request) };
      }),
      route('PATCH', '/repos/{owner}/{repo}/dependabot/alerts/{number}', async (request) => {
        here(request);
        return book.change(request, await dismissal(request));
      }),
    ],
  };
};
