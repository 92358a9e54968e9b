import { type FrontRequest, Refusal, type Route, callerOf, repositoryPath, route } from '../front-route.ts';
import { listed } from '../front-page.ts';
import { nowText } from '../front-time.ts';
import { createAlertBook, isAsked } from './alert-book.ts';

const reasons = ['false positive', "won't fix", 'used in tests', 'mitigated'];

/** What a code-scanning alert is about. */
export interface CodeScanningAlertSeed {
  /** The rule's id, such as `py/sql-injection`. */
  readonly rule: string;
  readonly severity: 'none' | 'note' | 'warning' | 'error';
  /** GitHub's grade of a rule that is about security. */
  readonly securitySeverity?: 'low' | 'medium' | 'high' | 'critical';
  readonly message: string;
  readonly path: string;
  readonly line: number;
  /** @default CodeQL */
  readonly tool?: string;
  /** The branch that was scanned. @default the repository's default branch */
  readonly ref?: string;
}

/** Where the alerts are added. */
export interface ScannedPlace {
  /** The front's address. */
  readonly url: string;
  readonly repo: string;
  readonly base: string;
  /** The commit that was scanned. */
  readonly sha: () => string;
}

const alertOf = (seed: CodeScanningAlertSeed, number: number, place: ScannedPlace) => {
  const { rule, severity, securitySeverity, message, path, line, tool = 'CodeQL', ref = place.base } = seed;
  const where = `${place.url}/repos/${place.repo}/code-scanning/alerts/${number}`;
  const at = nowText();
  const instance = {
    ref: `refs/heads/${ref}`,
    analysis_key: '.github/workflows/scan.yml:scan',
    environment: '{}',
    category: '.github/workflows/scan.yml:scan',
    state: 'open',
    commit_sha: place.sha(),
    message: { text: message },
    location: { path, start_line: line, end_line: line, start_column: 1, end_column: 1 },
    classifications: [],
  };
  const shownRule = {
    id: rule,
    name: rule,
    severity,
    ...(securitySeverity === undefined ? {} : { security_severity_level: securitySeverity }),
    description: message,
    full_description: message,
    tags: [],
  };
  return {
    number,
    created_at: at,
    updated_at: at,
    url: where,
    html_url: `${place.url}/${place.repo}/security/code-scanning/${number}`,
    instances_url: `${where}/instances`,
    state: 'open',
    fixed_at: null,
    dismissed_by: null,
    dismissed_at: null,
    dismissed_reason: null,
    dismissed_comment: null,
    rule: shownRule,
    tool: { name: tool, guid: null, version: null },
    most_recent_instance: instance,
  };
};

const dismissal = async (request: FrontRequest): Promise<object> => {
  const { state, dismissed_reason: reason, dismissed_comment: comment } = request.body;
  const by = await callerOf(request);
  const nothing = { dismissed_at: null, dismissed_by: null, dismissed_reason: null, dismissed_comment: null };
  if (state === 'open') return { state, ...nothing, updated_at: nowText() };
  if (state !== 'dismissed') throw new Refusal(400, "state must be 'dismissed' or 'open'");
  if (typeof reason !== 'string' || !reasons.includes(reason))
    throw new Refusal(400, 'dismissed_reason is required when the state is dismissed');
  const at = nowText();
  const why = { dismissed_reason: reason, dismissed_comment: comment ?? null };
  return { state, dismissed_at: at, dismissed_by: by, ...why, updated_at: at };
};

/** Code scanning's alerts, which the emulator has not. */
export interface CodeScanningAlerts {
  readonly routes: readonly Route[];
  /** Adds an open alert, and gives its number. */
  readonly add: (seed: CodeScanningAlertSeed) => number;
}

const isWanted = (query: URLSearchParams, alert: ReturnType<typeof alertOf>): boolean =>
  (query.get('state') === 'closed' ? alert.state !== 'open' : isAsked(query, 'state', alert.state)) &&
  isAsked(query, 'tool_name', alert.tool.name) &&
  [alert.rule.severity, alert.rule.security_severity_level].some((it) => isAsked(query, 'severity', it)) &&
  [alert.most_recent_instance.ref, alert.most_recent_instance.ref.slice(11)].some((it) => isAsked(query, 'ref', it));

/** Starts without alerts. */
export const createCodeScanningAlerts = (place: ScannedPlace): CodeScanningAlerts => {
  const book = createAlertBook();
  const here = (request: FrontRequest): void => {
    if (repositoryPath(request) !== `/repos/${place.repo}`) throw new Refusal(404, 'no analysis found');
  };
  return {
    add: (seed) => book.add((number) => alertOf(seed, number, place)),
    routes: [
      route('GET', '/repos/{owner}/{repo}/code-scanning/alerts', (request) => {
        here(request);
        // The seed has made each alert of these fields.
        const all = book.all() as unknown as readonly ReturnType<typeof alertOf>[];
        return listed(
          request,
          all.filter((alert) => isWanted(request.query, alert)),
        );
      }),
      route('GET', '/repos/{owner}/{repo}/code-scanning/alerts/{number}', (request) => {
        here(request);
        return { status: 200, body: book.get(request) };
      }),
      route('PATCH', '/repos/{owner}/{repo}/code-scanning/alerts/{number}', async (request) => {
        here(request);
        return book.change(request, await dismissal(request));
      }),
    ],
  };
};
