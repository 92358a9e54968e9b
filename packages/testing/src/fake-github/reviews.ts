import type { HandlerContext } from '@strata/core';
import { refused } from '../fake/fake-refusal.ts';
import { type GitHubState, type RepositoryState, type ReviewState, nextId } from './github-state.ts';
import { pullOf } from './items.ts';
import { listed } from './listing.ts';
import { without } from './names.ts';
import { type GitHubHandlers, markOf, missing, repositoryOf, timeOf, webOf } from './repositories.ts';

const show = ({ repo }: RepositoryState, { number, callId, ...review }: ReviewState) => ({
  ...review,
  url: webOf(repo, `pull/${number}#pullrequestreview-${review.id}`),
  ...markOf(callId === undefined ? {} : { callId }),
});

interface Given {
  readonly repo: string;
  readonly number: number;
  readonly body: string;
  readonly commit?: string | undefined;
  readonly comments: readonly { readonly path: string }[];
}

const submit = (
  github: GitHubState,
  { repo, number, body, commit, comments }: Given,
  state: ReviewState['state'],
  ctx: HandlerContext,
) => {
  const repository = repositoryOf(github, repo);
  const pull = pullOf(repository, number);
  const about = `GitHub refuses a review of pull request #${number} in ${repo}`;
  if (state !== 'commented' && pull.author === github.login)
    throw refused(`${about}: Can not ${state === 'approved' ? 'approve' : 'request changes on'} your own pull request`);
  const files = repository.commits.get(commit ?? pull.headSha)?.files ?? {};
  if (comments.some(({ path }) => files[path] === undefined)) throw refused(`${about}: Path could not be resolved`);
  const made: ReviewState = {
    id: nextId(github),
    number,
    user: github.login,
    state,
    body,
    commit: commit ?? pull.headSha,
    submittedAt: timeOf(ctx),
    ...markOf(ctx),
  };
  repository.reviews.set(made.id, made);
  pull.reviewers = without(pull.reviewers, [github.login]).kept;
  return show(repository, made);
};

/** What is done with reviews. */
export const reviewHandlers = (
  github: GitHubState,
): GitHubHandlers<'submit_review' | 'comment_review' | 'dismiss_review' | 'list_reviews'> => ({
  submit_review: async (input, ctx) =>
    submit(github, input, input.event === 'approve' ? 'approved' : 'changes_requested', ctx),
  comment_review: async (input, ctx) => submit(github, input, 'commented', ctx),
  dismiss_review: async ({ repo, number, id }) => {
    const repository = repositoryOf(github, repo);
    const review = repository.reviews.get(id);
    const about = `review ${id} of pull request #${number} in ${repo}`;
    if (review?.number !== number) throw missing(about);
    if (review.state === 'dismissed') return { ...show(repository, review), changed: false };
    if (review.state === 'commented')
      throw refused(`GitHub refuses ${about}: Can not dismiss a commented pull request review`);
    review.state = 'dismissed';
    return { ...show(repository, review), changed: true };
  },
  list_reviews: async ({ repo, number, ...paging }) => {
    const repository = repositoryOf(github, repo);
    const { number: pull } = pullOf(repository, number);
    const { shown, told } = listed(
      [...repository.reviews.values()].filter((review) => review.number === pull),
      paging,
    );
    return { reviews: shown.map((review) => show(repository, review)), ...told };
  },
});
