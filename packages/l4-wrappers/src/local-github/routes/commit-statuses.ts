import {
  type FrontAnswer,
  type FrontRequest,
  Refusal,
  type Route,
  callerOf,
  found,
  repositoryPath,
  route,
} from '../front-route.ts';
import { listed, pageOf } from '../front-page.ts';
import { nowText } from '../front-time.ts';

const states = ['error', 'failure', 'pending', 'success'];
/** GitHub's docs, "Create a commit status": at most 1000 for a commit and context. */
const maxPerContext = 1000;
const maxDescriptionCharacters = 140;

interface Status {
  readonly id: number;
  readonly state: string;
  readonly context: string;
  readonly [field: string]: unknown;
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** The newest status of each context, which is what counts. */
const latestOf = (statuses: readonly Status[]): readonly Status[] => [
  ...new Map(statuses.toReversed().map((status) => [status.context.toLowerCase(), status])).values(),
];

/** GitHub's docs, "Get the combined status": a failure beats what is pending, and nothing at all is pending. */
const combined = (latest: readonly Status[]): string => {
  if (latest.some(({ state }) => state === 'error' || state === 'failure')) return 'failure';
  return latest.length === 0 || latest.some(({ state }) => state === 'pending') ? 'pending' : 'success';
};

const shaOf = async (request: FrontRequest, ref: string): Promise<string> => {
  const path = `${repositoryPath(request)}/commits/${ref.split('/').map(encodeURIComponent).join('/')}`;
  const { sha } = await found<{ readonly sha: string }>(request, path);
  return sha;
};

/** Commit statuses, which the emulator has not. */
export const createCommitStatusRoutes = (): readonly Route[] => {
  /** By repository and commit, newest first. */
  const all = new Map<string, Status[]>();
  let lastId = 0;
  const statusesOf = (request: FrontRequest, sha: string): readonly Status[] =>
    all.get(`${repositoryPath(request)} ${sha}`) ?? [];

  const create = async (request: FrontRequest): Promise<FrontAnswer> => {
    const { body, params, url } = request;
    const creator = await callerOf(request);
    const { state, description } = body;
    if (typeof state !== 'string' || !states.includes(state))
      throw new Refusal(422, 'Validation Failed', [{ resource: 'Status', code: 'custom', field: 'state' }]);
    if (typeof description === 'string' && description.length > maxDescriptionCharacters)
      throw new Refusal(422, 'Validation Failed', ['description is too long (maximum is 140 characters)']);
    const asked = params['sha'] ?? '';
    const sha = /^[0-9a-f]{40}$/.test(asked) ? await shaOf(request, asked).catch(() => undefined) : undefined;
    if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${asked}`);
    const context = typeof body['context'] === 'string' ? body['context'] : 'default';
    const before = statusesOf(request, sha);
    if (before.filter((it) => it.context === context).length >= maxPerContext)
      throw new Refusal(422, 'Validation Failed', ['This SHA and context has reached the maximum number of statuses.']);
    lastId += 1;
    const made: Status = {
      url: `${url}${repositoryPath(request)}/statuses/${sha}`,
      avatar_url: null,
      id: lastId,
      node_id: `SC_${lastId}`,
      state,
      description: textOrNull(description),
      target_url: textOrNull(body['target_url']),
      context,
      created_at: nowText(),
      updated_at: nowText(),
      creator,
    };
    all.set(`${repositoryPath(request)} ${sha}`, [made, ...before]);
    return { status: 201, body: made };
  };

  const combine = async (request: FrontRequest): Promise<FrontAnswer> => {
    const sha = await shaOf(request, request.params['ref'] ?? '');
    const repository = await found<object>(request, repositoryPath(request));
    const latest = latestOf(statusesOf(request, sha));
    const { items, headers } = pageOf(request, latest);
    const where = `${request.url}${repositoryPath(request)}/commits/${sha}`;
    const statuses = items.map(({ creator: _creator, ...shown }) => shown);
    const about = { sha, total_count: latest.length, repository, commit_url: where, url: `${where}/status` };
    return { status: 200, headers, body: { state: combined(latest), statuses, ...about } };
  };

  return [
    route('POST', '/repos/{owner}/{repo}/statuses/{sha}', create),
    route('GET', '/repos/{owner}/{repo}/commits/{ref+}/statuses', async (request) =>
      listed(request, statusesOf(request, await shaOf(request, request.params['ref'] ?? ''))),
    ),
    route('GET', '/repos/{owner}/{repo}/commits/{ref+}/status', combine),
  ];
};
