import {
  type FrontAnswer,
  type FrontRequest,
  Refusal,
  type Route,
  found,
  repositoryPath,
  route,
} from '../front-route.ts';

interface User {
  readonly login: string;
}

/** A pull request as the emulator shows it, as far as an issue has the same. */
interface Pull {
  readonly number: number;
  readonly url: string;
  readonly issue_url: string;
  readonly html_url: string;
  readonly diff_url: string;
  readonly patch_url: string;
  readonly merged_at: string | null;
}

/** What stands in an issue under the same name as in the pull request. */
const shared =
  'id node_id number title user labels state locked milestone comments draft body created_at updated_at closed_at author_association'.split(
    ' ',
  );

/** A pull request as GitHub shows it where issues are asked for. */
const asIssue = (pull: Pull, assignees: readonly User[]): object => {
  const { issue_url: url, html_url: htmlUrl, diff_url: diffUrl, patch_url: patchUrl, merged_at: mergedAt } = pull;
  return {
    ...Object.fromEntries(Object.entries(pull).filter(([name]) => shared.includes(name))),
    url,
    html_url: htmlUrl,
    repository_url: url.replace(/\/issues\/\d+$/, ''),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    state_reason: null,
    active_lock_reason: null,
    performed_via_github_app: null,
    assignee: assignees[0] ?? null,
    assignees,
    pull_request: { url: pull.url, html_url: htmlUrl, diff_url: diffUrl, patch_url: patchUrl, merged_at: mergedAt },
  };
};

const pathOf = (request: FrontRequest): string => `${repositoryPath(request)}/pulls/${request.params['number']}`;

/** The pull request that is asked about as an issue; `undefined`: it is an issue, or nothing. */
const pullOf = async (request: FrontRequest): Promise<Pull | undefined> => {
  if (!/^\d+$/.test(request.params['number'] ?? '')) return undefined;
  const { status, body } = await request.behind('GET', pathOf(request));
  // What the emulator answers at this path.
  return status === 200 ? (body as Pull) : undefined;
};

/** The users of these names; whom GitHub does not know it passes over without a word. */
const usersOf = async (request: FrontRequest, names: unknown): Promise<readonly User[]> => {
  const users: User[] = [];
  for (const name of Array.isArray(names) ? (names as readonly unknown[]) : []) {
    const { status, body } = await request.behind('GET', `/users/${encodeURIComponent(String(name))}`);
    if (status === 200) users.push(body as User);
  }
  return users;
};

const isIn = (users: readonly User[], { login }: User): boolean => users.some((user) => user.login === login);

/**
 * GitHub takes every pull request for an issue as well ("REST API endpoints for issues"). The emulator says of its number
 * that there is no issue, and cannot assign anybody to it, so who is assigned is kept here.
 */
export const createPullRequestIssueRoutes = (): readonly Route[] => {
  const kept = new Map<number, readonly User[]>();
  const assigneesOf = ({ number }: Pull): readonly User[] => kept.get(number) ?? [];
  const withAssignees = (pull: Pull): object => {
    const assignees = assigneesOf(pull);
    return { ...pull, assignee: assignees[0] ?? null, assignees };
  };
  const show = async (request: FrontRequest): Promise<FrontAnswer | undefined> => {
    const pull = await pullOf(request);
    return pull && { status: 200, body: asIssue(pull, assigneesOf(pull)) };
  };
  const update = async (request: FrontRequest): Promise<FrontAnswer | undefined> => {
    if ((await pullOf(request)) === undefined) return undefined;
    const { labels, assignees, milestone, ...rest } = request.body;
    if (milestone !== undefined && milestone !== null)
      throw new Refusal(422, 'The local GitHub keeps no milestones of pull requests');
    const answer = await request.behind('PATCH', pathOf(request), rest);
    if (answer.status !== 200) return answer;
    if (labels !== undefined) await request.behind('PUT', `${request.path}/labels`, { labels });
    const pull = await found<Pull>(request, pathOf(request));
    if (assignees !== undefined) kept.set(pull.number, await usersOf(request, assignees));
    return { status: 200, body: asIssue(pull, assigneesOf(pull)) };
  };
  const assign =
    (status: number, change: (before: readonly User[], named: readonly User[]) => readonly User[]): Route['answer'] =>
    async (request) => {
      const pull = await pullOf(request);
      if (pull === undefined) return undefined;
      const named = await usersOf(request, request.body['assignees']);
      kept.set(pull.number, change(assigneesOf(pull), named));
      return { status, body: asIssue(pull, assigneesOf(pull)) };
    };
  const add = assign(201, (before, named) => [...before, ...named.filter((user) => !isIn(before, user))]);
  const remove = assign(200, (before, named) => before.filter((user) => !isIn(named, user)));
  /** What the emulator answers about pull requests does not know who is assigned. */
  const passOn = async (request: FrontRequest): Promise<FrontAnswer | undefined> => {
    if (kept.size === 0) return undefined;
    const query = request.query.size === 0 ? '' : `?${request.query.toString()}`;
    const body = request.method === 'GET' ? undefined : request.body;
    const answer = await request.behind(request.method, `${request.path}${query}`, body);
    if (answer.status !== 200) return answer;
    const pulls = answer.body as Pull | readonly Pull[];
    return { ...answer, body: Array.isArray(pulls) ? pulls.map(withAssignees) : withAssignees(pulls as Pull) };
  };
  const issue = '/repos/{owner}/{repo}/issues/{number}';
  return [
    route('GET', issue, show),
    route('PATCH', issue, update),
    route('POST', `${issue}/assignees`, add),
    route('DELETE', `${issue}/assignees`, remove),
    route('GET', '/repos/{owner}/{repo}/pulls', passOn),
    route('GET', '/repos/{owner}/{repo}/pulls/{number}', passOn),
    route('PATCH', '/repos/{owner}/{repo}/pulls/{number}', passOn),
  ];
};
