import { refused } from '../fake/fake-refusal.ts';
import type { GitHubState, PullState } from './github-state.ts';
import { itemOf, pullOf } from './items.ts';
import { isSameName, newAmong, without } from './names.ts';
import { type GitHubHandlers, repositoryOf } from './repositories.ts';

const isKnown = (state: GitHubState, login: string): boolean =>
  isSameName(login, state.login) || state.people.some((known) => isSameName(known, login));

const asked = ({ reviewers, teamReviewers }: PullState) => ({
  reviewers: [...reviewers],
  teamReviewers: [...teamReviewers],
});

/** Whom issues and pull requests are given to. */
export const peopleHandlers = (
  state: GitHubState,
): GitHubHandlers<'add_assignees' | 'remove_assignees' | 'request_reviewers' | 'remove_reviewers'> => ({
  add_assignees: async ({ repo, number, assignees }) => {
    const item = itemOf(repositoryOf(state, repo), number);
    const wanted = newAmong(assignees, item.assignees);
    const added = wanted.filter((login) => isKnown(state, login));
    item.assignees = [...item.assignees, ...added];
    // GitHub passes over whom it does not know, without a word.
    return { assignees: item.assignees, added, ignored: wanted.filter((login) => !isKnown(state, login)) };
  },
  remove_assignees: async ({ repo, number, assignees }) => {
    const item = itemOf(repositoryOf(state, repo), number);
    const { kept, removed } = without(item.assignees, assignees);
    item.assignees = kept;
    return { assignees: kept, removed };
  },
  request_reviewers: async ({ repo, number, reviewers, teamReviewers }) => {
    const pull = pullOf(repositoryOf(state, repo), number);
    const about = `GitHub refuses pull request #${number} in ${repo}`;
    if (reviewers.some((login) => isSameName(login, pull.author)))
      throw refused(`${about}: Review cannot be requested from pull request author.`);
    if (reviewers.some((login) => !isKnown(state, login)))
      throw refused(`${about}: Reviews may only be requested from collaborators.`);
    const added = {
      reviewers: newAmong(reviewers, pull.reviewers),
      teamReviewers: newAmong(teamReviewers, pull.teamReviewers),
    };
    pull.reviewers = [...pull.reviewers, ...added.reviewers];
    pull.teamReviewers = [...pull.teamReviewers, ...added.teamReviewers];
    return { ...asked(pull), added };
  },
  remove_reviewers: async ({ repo, number, reviewers, teamReviewers }) => {
    const pull = pullOf(repositoryOf(state, repo), number);
    const [people, teams] = [without(pull.reviewers, reviewers), without(pull.teamReviewers, teamReviewers)];
    pull.reviewers = people.kept;
    pull.teamReviewers = teams.kept;
    return { ...asked(pull), removed: { reviewers: people.removed, teamReviewers: teams.removed } };
  },
});
