import { type FrontAnswer, type FrontRequest, type Route, found, repositoryPath, route } from '../front-route.ts';
import { listed } from '../front-page.ts';

interface Comment {
  readonly id: number;
  readonly created_at: string;
  readonly updated_at: string;
}

const everyPage = async <Item>(request: FrontRequest, path: string): Promise<readonly Item[]> => {
  const all: Item[] = [];
  for (let page = 1; ; page += 1) {
    const items = await found<readonly Item[]>(request, `${path}?state=all&per_page=100&page=${page}`);
    all.push(...items);
    if (items.length < 100) return all;
  }
};

const list = async (request: FrontRequest): Promise<FrontAnswer> => {
  const where = repositoryPath(request);
  const issues = await everyPage<{ readonly number: number }>(request, `${where}/issues`);
  const pulls = await everyPage<{ readonly number: number }>(request, `${where}/pulls`);
  const numbers = new Set([...issues, ...pulls].map(({ number }) => number));
  const all: Comment[] = [];
  for (const number of numbers) all.push(...(await everyPage<Comment>(request, `${where}/issues/${number}/comments`)));
  const { query } = request;
  const key = query.get('sort') === 'updated' ? 'updated_at' : 'created_at';
  const since = query.get('since') ?? '';
  const sorted = all
    .filter((it) => it.updated_at >= since)
    .toSorted((a, b) => a[key].localeCompare(b[key]) || a.id - b.id);
  return listed(request, query.get('direction') === 'desc' ? sorted.toReversed() : sorted);
};

/** The comments of all issues: the emulator takes this route for one comment, and finds none. */
export const createRepositoryCommentRoutes = (): readonly Route[] => [
  route('GET', '/repos/{owner}/{repo}/issues/comments', list),
];
