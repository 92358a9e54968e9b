import type { ContractProblem } from './contract-problem.ts';
import type { GitHubContract } from './github-contract.ts';

/** A fetch that looks at what it sends and gets. */
export interface CheckedFetch {
  readonly fetch: typeof globalThis.fetch;
  /** What was not as GitHub documents it, in the order in which it came. */
  readonly problems: readonly ContractProblem[];
  /** The operations of GitHub's that were asked, as in its docs. */
  readonly routes: ReadonlySet<string>;
}

const parsed = (text: string, type: string | null): unknown =>
  text === '' || type?.includes('json') === false ? undefined : JSON.parse(text);

/**
 * Watches a fetch: each request and each answer is held against GitHub's document. Nothing is changed on the way.
 * `baseUrl` is what the paths of the document begin after. Redirections are followed here, since only the first answer is
 * the operation's.
 */
export const checked = (contract: GitHubContract, send: typeof globalThis.fetch, baseUrl: string): CheckedFetch => {
  const problems: ContractProblem[] = [];
  const routes = new Set<string>();
  const prefix = new URL(baseUrl).pathname.replace(/\/$/, '');
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname, searchParams: query } = new URL(request.url);
    const { method } = request;
    const path = pathname.slice(prefix.length);
    const sent = parsed(await request.clone().text(), 'json');
    problems.push(...contract.requestProblems({ method, path, query, sent }));
    routes.add(contract.routeOf(method, path) ?? `${method} ${path}`);
    const answer = await send(input, { ...init, redirect: 'manual' });
    const type = answer.headers.get('content-type');
    const answered = parsed(await answer.clone().text(), type);
    problems.push(...contract.responseProblems({ method, path, status: answer.status, answered }));
    const elsewhere = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null;
    if (elsewhere === null) return answer;
    return send(new URL(elsewhere, request.url), { method, ...(init?.signal ? { signal: init.signal } : {}) });
  };
  return { fetch, problems, routes };
};
