import { refused } from '../fake/fake-refusal.ts';
import type { GitHubState } from './github-state.ts';
import { itemOf, itemUrl, pullOf } from './items.ts';
import { type GitHubHandlers, repositoryOf, timeOf } from './repositories.ts';

/** Of the fields that are given, those that are otherwise now, as they are now. */
const previousOf = <Fields extends object>(present: Fields, wanted: object): Partial<Fields> =>
  Object.fromEntries(
    Object.entries(present).filter(([field, value]) => {
      const given: unknown = Object.entries(wanted).find(([name]) => name === field)?.[1];
      return given !== undefined && given !== value;
    }),
  ) as Partial<Fields>;

/** What is wanted, without what is otherwise by now than was expected. */
const stillExpected = <Wanted extends object>(
  wanted: Wanted,
  expected: object | undefined,
  present: object,
): Wanted => {
  const [before, now] = [new Map(Object.entries(expected ?? {})), new Map(Object.entries(present))];
  const left = Object.entries(wanted).filter(
    ([field]) => before.get(field) === undefined || before.get(field) === now.get(field),
  );
  return Object.fromEntries(left) as Wanted;
};

/** What changes the texts of issues and pull requests. */
export const updateHandlers = (state: GitHubState): GitHubHandlers<'update_issue' | 'update_pr'> => ({
  update_issue: async ({ repo, number, expected, ...wanted }, ctx) => {
    const repository = repositoryOf(state, repo);
    const item = itemOf(repository, number);
    const present = { title: item.title, body: item.body, milestone: item.milestone ?? null };
    const { title, body, milestone } = stillExpected(wanted, expected, present);
    const previous = previousOf(present, { title, body, milestone });
    const changed = Object.keys(previous).length > 0;
    item.title = title ?? item.title;
    item.body = body ?? item.body;
    if (milestone === null) delete item.milestone;
    else if (milestone !== undefined) item.milestone = milestone;
    if (changed) item.updatedAt = timeOf(ctx);
    return { ...item, milestone: item.milestone ?? null, url: itemUrl(repository, item), changed, previous };
  },
  update_pr: async ({ repo, number, expected, ...wanted }, ctx) => {
    const repository = repositoryOf(state, repo);
    const pull = pullOf(repository, number);
    const present = { title: pull.title, body: pull.body, base: pull.base };
    const { title, body, base } = stillExpected(wanted, expected, present);
    if (base !== undefined && !repository.branches.has(base))
      throw refused(`GitHub refuses pull request #${number} in ${repo}: Validation Failed: base invalid`);
    const previous = previousOf(present, { title, body, base });
    const changed = Object.keys(previous).length > 0;
    pull.title = title ?? pull.title;
    pull.body = body ?? pull.body;
    pull.base = base ?? pull.base;
    if (changed) pull.updatedAt = timeOf(ctx);
    return { ...pull, url: itemUrl(repository, pull), changed, previous };
  },
});
