import type { HandlerContext } from '@strata/core';
import type { GitHubState, IssueState, ItemState, PullState, RepositoryState } from './github-state.ts';
import { markOf, missing, timeOf, webOf } from './repositories.ts';

/** The issue of that number; GitHub shows a pull request as one, too. Fails with `not_found`. */
export const itemOf = (repository: RepositoryState, number: number): IssueState | PullState => {
  const found = repository.items.get(number);
  if (found === undefined) throw missing(`#${number} in ${repository.repo}`);
  return found;
};

/** The pull request of that number. Fails with `not_found`. */
export const pullOf = (repository: RepositoryState, number: number): PullState => {
  const found = repository.items.get(number);
  if (found?.kind !== 'pull') throw missing(`pull request #${number} in ${repository.repo}`);
  return found;
};

/** What a new issue and a new pull request begin with. */
export const newItem = (
  state: GitHubState,
  repository: RepositoryState,
  given: Pick<ItemState, 'title' | 'body'> & Partial<Pick<ItemState, 'labels' | 'assignees' | 'milestone'>>,
  ctx: HandlerContext,
): ItemState => ({
  labels: [],
  assignees: [],
  ...given,
  number: repository.items.size + 1,
  state: 'open',
  author: state.login,
  createdAt: timeOf(ctx),
  updatedAt: timeOf(ctx),
  ...markOf(ctx),
});

/** The address of an item's page. */
export const itemUrl = (repository: RepositoryState, item: IssueState | PullState): string =>
  webOf(repository.repo, `${item.kind === 'pull' ? 'pull' : 'issues'}/${item.number}`);

/** Opens or closes an item, unless it is like that already. */
export const setState = (
  repository: RepositoryState,
  item: IssueState | PullState,
  wanted: 'open' | 'closed',
  ctx: HandlerContext,
) => {
  const changed = item.state !== wanted;
  if (changed) {
    item.state = wanted;
    item.updatedAt = timeOf(ctx);
  }
  return { number: item.number, state: wanted, url: itemUrl(repository, item), changed };
};

/** Sorts items as GitHub's lists do; of two alike the newer comes first in a falling order. */
export const sortItems = <Item extends IssueState | PullState>(
  items: readonly Item[],
  by: (item: Item) => string | number,
  direction: 'asc' | 'desc',
): readonly Item[] => {
  const rising = items.toSorted((one, other) => {
    const [left, right] = [by(one), by(other)];
    return left === right ? one.number - other.number : left < right ? -1 : 1;
  });
  return direction === 'asc' ? rising : rising.toReversed();
};

/** How many comments an item has. */
export const commentsOf = (repository: RepositoryState, number: number) =>
  [...repository.comments.values()].filter((comment) => comment.number === number);
