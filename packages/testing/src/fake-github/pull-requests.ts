import { conflict, refused } from '../fake/fake-refusal.ts';
import type { GitHubState, PullState, RepositoryState } from './github-state.ts';
import { aheadOf } from './history.ts';
import { commentsOf, itemUrl, newItem, pullOf, setState, sortItems } from './items.ts';
import { listed } from './listing.ts';
import { isMergeable, merge } from './merge.ts';
import { type GitHubHandlers, markOf, repositoryOf, timeOf, writableOf } from './repositories.ts';

const show = (repository: RepositoryState, pull: PullState) => ({
  number: pull.number,
  title: pull.title,
  body: pull.body,
  state: pull.state,
  draft: pull.draft,
  author: pull.author,
  labels: [...pull.labels],
  assignees: [...pull.assignees],
  milestone: pull.milestone ?? null,
  reviewers: [...pull.reviewers],
  teamReviewers: [...pull.teamReviewers],
  url: itemUrl(repository, pull),
  head: pull.head,
  headSha: pull.headSha,
  base: pull.base,
  createdAt: pull.createdAt,
  updatedAt: pull.updatedAt,
  ...markOf(pull.callId === undefined ? {} : { callId: pull.callId }),
});

const pullsOf = (repository: RepositoryState): readonly PullState[] =>
  [...repository.items.values()].filter((item) => item.kind === 'pull');

const createdAtOf = (pull: PullState): string => pull.createdAt;

/** The commit of a pull request's head. Refuses branches that GitHub would not make a pull request of. */
const headOf = (
  repository: RepositoryState,
  { head, base }: { readonly head: string; readonly base: string },
): string => {
  const about = `a pull request from '${head}' to '${base}' in ${repository.repo}`;
  const headSha = repository.branches.get(head);
  const baseSha = repository.branches.get(base);
  if (headSha === undefined) throw refused(`GitHub refuses ${about}: Validation Failed: head invalid`);
  if (baseSha === undefined) throw refused(`GitHub refuses ${about}: Validation Failed: base invalid`);
  if (pullsOf(repository).some((pull) => pull.state === 'open' && pull.head === head && pull.base === base))
    throw conflict(`${about}: Validation Failed: A pull request already exists for ${head}.`);
  if (aheadOf(repository, baseSha, headSha).length === 0)
    throw refused(`GitHub refuses ${about}: Validation Failed: No commits between ${base} and ${head}`);
  return headSha;
};

/** What makes pull requests and shows them. */
export const pullHandlers = (state: GitHubState): GitHubHandlers<'create_pr' | 'get_pr' | 'list_prs'> => ({
  create_pr: async ({ repo, title, body, head, base, draft }, ctx) => {
    const repository = repositoryOf(state, repo);
    const headSha = headOf(repository, { head, base });
    const made: PullState = {
      kind: 'pull',
      ...newItem(state, repository, { title, body }, ctx),
      draft,
      head,
      headSha,
      base,
      reviewers: [],
      teamReviewers: [],
      maintainerCanModify: true,
      mergeSha: null,
    };
    repository.items.set(made.number, made);
    return show(repository, made);
  },
  get_pr: async ({ repo, number }) => {
    const repository = repositoryOf(state, repo);
    const pull = pullOf(repository, number);
    return {
      ...show(repository, pull),
      mergeable: pull.state === 'open' ? isMergeable(repository, pull) : null,
      merged: pull.mergeSha !== null,
      mergeSha: pull.mergeSha,
    };
  },
  list_prs: async ({ repo, state: wanted, head, base, sort, direction, ...paging }) => {
    const repository = repositoryOf(state, repo);
    const found = pullsOf(repository).filter(
      (pull) =>
        (wanted === 'all' || pull.state === wanted) &&
        (head === undefined || pull.head === head) &&
        (base === undefined || pull.base === base),
    );
    const by = {
      created: createdAtOf,
      updated: (pull: PullState) => pull.updatedAt,
      popularity: (pull: PullState) => commentsOf(repository, pull.number).length,
      'long-running': createdAtOf,
    };
    const { shown, told } = listed(sortItems(found, by[sort], direction), paging);
    return { prs: shown.map((pull) => show(repository, pull)), ...told };
  },
});

/** What changes pull requests. */
export const pullChangeHandlers = (state: GitHubState): GitHubHandlers<'close_pr' | 'reopen_pr' | 'merge_pr'> => ({
  close_pr: async ({ repo, number }, ctx) => {
    const repository = repositoryOf(state, repo);
    return setState(repository, pullOf(repository, number), 'closed', ctx);
  },
  reopen_pr: async ({ repo, number }, ctx) => {
    const repository = repositoryOf(state, repo);
    const pull = pullOf(repository, number);
    const about = `pull request #${number} in ${repo}`;
    if (pull.mergeSha !== null) throw conflict(`${about} is merged, and cannot be opened again`);
    const headSha = repository.branches.get(pull.head);
    if (headSha === undefined)
      throw conflict(`${about}: Validation Failed: state cannot be changed. The ${pull.head} branch has been deleted.`);
    pull.headSha = headSha;
    return setState(repository, pull, 'open', ctx);
  },
  merge_pr: async ({ repo, number, ...how }, ctx) => {
    const repository = writableOf(state, repo);
    const sha = merge(repository, pullOf(repository, number), { ...how, author: state.login, date: timeOf(ctx) });
    return { merged: true, sha, message: 'Pull Request successfully merged' };
  },
});
