import {
  type FrontAnswer,
  type FrontRequest,
  Refusal,
  type Route,
  found,
  repositoryPath,
  route,
} from '../front-route.ts';
import { listed } from '../front-page.ts';

interface Commit {
  readonly sha: string;
}

interface Pull {
  readonly head: { readonly ref: string; readonly label?: string };
  readonly base: { readonly ref: string };
  readonly user: { readonly login: string };
}

const branchOf = (head: unknown): string => String(head).replace(/^[^:]*:/, '');

const ownerOf = (head: unknown, owner: string): string => (/^([^:]+):/.exec(String(head))?.[1] ?? owner).toLowerCase();

/** GitHub has one open pull request at most for the same two branches; the emulator opens a second. */
const refuseSecond = async (request: FrontRequest): Promise<undefined> => {
  const { head, base } = request.body;
  const owner = ownerOf(head, request.params['owner'] ?? '');
  const filter = new URLSearchParams({ state: 'open', base: String(base), per_page: '100' });
  const open = await found<readonly Pull[]>(request, `${repositoryPath(request)}/pulls?${filter.toString()}`);
  if (owner !== request.params['owner']?.toLowerCase() || !open.some((it) => it.head.ref === branchOf(head)))
    return undefined;
  const message = `A pull request already exists for ${String(request.params['owner'])}:${branchOf(head)}.`;
  throw new Refusal(422, 'Validation Failed', [{ resource: 'PullRequest', code: 'custom', message }]);
};

/** GitHub wants a branch that is there, and something to merge; the emulator makes up a branch. */
const refuseMissing = async (request: FrontRequest): Promise<undefined> => {
  const where = repositoryPath(request);
  if (ownerOf(request.body['head'], request.params['owner'] ?? '') !== request.params['owner']?.toLowerCase())
    return undefined;
  for (const field of ['head', 'base']) {
    const branch = branchOf(request.body[field]);
    const { status } = await request.behind(
      'GET',
      `${where}/branches/${branch.split('/').map(encodeURIComponent).join('/')}`,
    );
    if (status === 404)
      throw new Refusal(422, 'Validation Failed', [{ resource: 'PullRequest', field, code: 'invalid' }]);
  }
  return undefined;
};

const open = async (request: FrontRequest): Promise<undefined> => {
  await refuseMissing(request);
  await refuseSecond(request);
  return undefined;
};

/** A merge is a merge unless `merge_method` says otherwise; the emulator answers 400 to an empty body. */
const merge = (request: FrontRequest): Promise<FrontAnswer> =>
  request.behind('PUT', request.path, { merge_method: 'merge', ...request.body });

/** Nobody approves or rejects their own change, and a comment stands at a line of the file. */
const review = async (request: FrontRequest): Promise<FrontAnswer> => {
  const { event, comments } = request.body;
  const number = request.params['number'];
  const pull = await found<Pull>(request, `${repositoryPath(request)}/pulls/${number}`);
  if (pull.user.login === request.login && (event === 'APPROVE' || event === 'REQUEST_CHANGES')) {
    const what = event === 'APPROVE' ? 'approve' : 'request changes on';
    throw new Refusal(422, 'Unprocessable Entity', [`Can not ${what} your own pull request`]);
  }
  if (!Array.isArray(comments)) return request.behind('POST', request.path, request.body);
  const placed = (comments as readonly Readonly<Record<string, unknown>>[]).map((it) => ({
    position: it['line'],
    ...it,
  }));
  return request.behind('POST', request.path, { ...request.body, comments: placed });
};

/** What the branch has changed since it parted from its base; the emulator lists nothing. */
const listFiles = async (request: FrontRequest): Promise<FrontAnswer> => {
  const where = repositoryPath(request);
  const { base, head } = await found<{ readonly base: Commit; readonly head: Commit }>(
    request,
    `${where}/pulls/${request.params['number']}`,
  );
  const { files } = await found<{ readonly files: readonly object[] }>(
    request,
    `${where}/compare/${base.sha}...${head.sha}`,
  );
  return listed(request, files);
};

/** The emulator does what is asked, but answers with another status than GitHub. */
const answering =
  (expected: number, answer: (request: FrontRequest) => Promise<FrontAnswer>) =>
  async (request: FrontRequest): Promise<FrontAnswer> => {
    const given = await answer(request);
    return given.status < 300 ? { ...given, status: expected } : given;
  };

const passOn = (request: FrontRequest): Promise<FrontAnswer> =>
  request.behind(request.method, request.path, request.body);

/** What GitHub does about pull requests and the emulator does not. */
export const createPullRequestRoutes = (): readonly Route[] => [
  route('POST', '/repos/{owner}/{repo}/pulls', open),
  route('GET', '/repos/{owner}/{repo}/pulls/{number}/files', listFiles),
  route('PUT', '/repos/{owner}/{repo}/pulls/{number}/merge', merge),
  route('POST', '/repos/{owner}/{repo}/pulls/{number}/reviews', answering(200, review)),
  route('POST', '/repos/{owner}/{repo}/pulls/{number}/requested_reviewers', answering(201, passOn)),
  route('POST', '/repos/{owner}/{repo}/issues/{number}/assignees', answering(201, passOn)),
];
