import { type Clock, Secret } from '@strata/core';
import { type Emulator, LocalGitHubMissing, startEmulator } from './emulator.ts';
import { startFront } from './front.ts';
import { type Quota, createQuota } from './quota.ts';
import {
  type CodeScanningAlertSeed,
  type ScannedPlace,
  createCodeScanningAlerts,
} from './routes/code-scanning-alerts.ts';
import { createCommitStatusRoutes } from './routes/commit-statuses.ts';
import { type DependabotAlertSeed, createDependabotAlerts } from './routes/dependabot-alerts.ts';
import { createPullRequestIssueRoutes } from './routes/pull-requests-as-issues.ts';
import { createPullRequestRoutes } from './routes/pull-requests.ts';
import { createRateLimitRoutes } from './routes/rate-limit.ts';
import { createReleaseRoutes } from './routes/releases.ts';
import { createRepositoryCommentRoutes } from './routes/repository-comments.ts';
import type { RunSeed } from './routes/workflow-runs.ts';
import { createWorkflows } from './routes/workflows.ts';
import { seedRepository } from './seed-repository.ts';

export { LocalGitHubMissing };

/** A file to begin with. */
export interface SeedFile {
  readonly path: string;
  readonly content: string;
  readonly encoding: 'utf-8' | 'base64';
  readonly executable?: boolean;
}

export interface LocalGitHubOptions {
  /** The repository that it has, as 'owner/name'. */
  readonly repo: string;
  /** The default branch. @default main */
  readonly base?: string;
  /** What the default branch holds; may be empty. */
  readonly files: readonly SeedFile[];
  /** Others who may write to the repository, such as reviewers. */
  readonly people?: readonly string[];
  /** How many requests an hour are allowed. @default 5000 */
  readonly limit?: number;
  /** When an hour is over, by whose reckoning. @default the machine's clock */
  readonly clock?: Clock;
}

/** A GitHub on this machine, with one repository. It lives in this process and forgets everything when it stops. */
export interface LocalGitHub extends AsyncDisposable {
  /** The address of its API, on the loopback interface. */
  readonly url: string;
  /** May do everything in the repository. */
  readonly token: Secret;
  readonly repo: string;
  /** The commit that the default branch begins at. */
  readonly baseSha: string;
  /** How many requests have reached it. */
  readonly requests: number;
  /** How many of them were charged to the quota: all but those answered with 304. */
  readonly spent: number;
  /** The token of one of the `people`. */
  readonly tokenOf: (login: string) => Secret;
  /** Adds an open alert, and gives its number. */
  readonly addDependabotAlert: (seed: DependabotAlertSeed) => number;
  /** Adds an open alert, and gives its number. */
  readonly addCodeScanningAlert: (seed: CodeScanningAlertSeed) => number;
  /** Says how far a workflow's run is, and how its jobs ended: nothing runs here by itself. */
  readonly setRun: (id: number, seed: RunSeed) => void;
  /** Stops it. Stopping again does nothing. */
  readonly stop: () => Promise<void>;
}

const newToken = (): Secret =>
  new Secret(`local-${Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex')}`);

const invite = async (url: string, owner: Secret, repo: string, login: string): Promise<void> => {
  const headers = { authorization: `token ${owner.reveal()}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ permission: 'push' });
  const answer = await fetch(`${url}/repos/${repo}/collaborators/${login}`, { method: 'PUT', headers, body });
  if (!answer.ok) throw new Error(`${login} could not be let in: ${answer.status}`);
};

/** What the emulator lacks, and how it is told what to hold. */
const createAdditions = (place: ScannedPlace, quota: Quota) => {
  const dependabot = createDependabotAlerts(place.url, place.repo);
  const codeScanning = createCodeScanningAlerts(place);
  const workflows = createWorkflows();
  return {
    addDependabotAlert: dependabot.add,
    addCodeScanningAlert: codeScanning.add,
    setRun: workflows.setRun,
    routes: [
      ...createCommitStatusRoutes(),
      ...dependabot.routes,
      ...codeScanning.routes,
      ...createRateLimitRoutes(quota),
      ...createRepositoryCommentRoutes(),
      ...createPullRequestIssueRoutes(),
      ...createPullRequestRoutes(),
      ...createReleaseRoutes(),
      ...workflows.routes,
    ],
  };
};

/**
 * Starts a GitHub on a free port of the loopback interface: an emulator, and a front before it that adds what the
 * emulator lacks (commit statuses, alerts, ETags, a quota that counts down), each in a file of `routes`. A token that it
 * has not given is answered with 401; without one, what there is can be read, as in a public repository.
 *
 * @throws LocalGitHubMissing when the optional package `emulate` is not installed.
 */
export const startLocalGitHub = async (options: LocalGitHubOptions): Promise<LocalGitHub> => {
  const { repo, base = 'main', files, people = [], limit = 5000, clock } = options;
  const [owner = ''] = repo.split('/');
  const secrets = new Map([owner, ...people].map((login) => [login, newToken()]));
  const tokenOf = (login: string): Secret => {
    const token = secrets.get(login);
    if (token === undefined) throw new TypeError(`'${login}' is none of the people of this GitHub`);
    return token;
  };
  const token = tokenOf(owner);
  const tokens = new Map([...secrets].map(([login, secret]) => [secret.reveal(), login]));
  const front = await startFront();
  const { url } = front;
  let emulator: Emulator | undefined;
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= front.stop().then(() => emulator?.stop()));
  try {
    emulator = await startEmulator({ repo, base, tokens, url });
    const quota = createQuota(limit, clock);
    let baseSha = '';
    const added = createAdditions({ url, repo, base, sha: () => baseSha }, quota);
    const behind = { emulator, routes: added.routes, tokens };
    // What is needed to begin with is nobody's request.
    front.open({ ...behind, quota: createQuota(Infinity) });
    baseSha = await seedRepository({ url, token, repo, base }, files);
    for (const login of people) await invite(url, token, repo, login);
    front.open({ ...behind, quota });
    return {
      url,
      token,
      repo,
      baseSha,
      get requests() {
        return front.requests;
      },
      get spent() {
        return quota.spent;
      },
      tokenOf,
      addDependabotAlert: added.addDependabotAlert,
      addCodeScanningAlert: added.addCodeScanningAlert,
      setRun: added.setRun,
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (cause) {
    await stop();
    throw cause;
  }
};
