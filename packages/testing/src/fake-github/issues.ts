import type { GitHubState, IssueState, PullState, RepositoryState } from './github-state.ts';
import { commentsOf, itemOf, itemUrl, newItem, setState, sortItems } from './items.ts';
import { useLabels } from './labels.ts';
import { listed } from './listing.ts';
import { type GitHubHandlers, markOf, repositoryOf } from './repositories.ts';

const show = (repository: RepositoryState, item: IssueState | PullState) => ({
  number: item.number,
  title: item.title,
  body: item.body,
  state: item.state,
  author: item.author,
  labels: [...item.labels],
  assignees: [...item.assignees],
  milestone: item.milestone ?? null,
  url: itemUrl(repository, item),
  createdAt: item.createdAt,
  updatedAt: item.updatedAt,
  ...markOf(item.callId === undefined ? {} : { callId: item.callId }),
});

/** What is done with issues. */
export const issueHandlers = (
  state: GitHubState,
): GitHubHandlers<'create_issue' | 'get_issue' | 'list_issues' | 'close_issue' | 'reopen_issue'> => ({
  create_issue: async ({ repo, title, body, labels, assignees, milestone }, ctx) => {
    const repository = repositoryOf(state, repo);
    const given = {
      title,
      body,
      labels: useLabels(repository, labels),
      assignees,
      ...(milestone === undefined ? {} : { milestone }),
    };
    const made: IssueState = { kind: 'issue', ...newItem(state, repository, given, ctx) };
    repository.items.set(made.number, made);
    return show(repository, made);
  },
  get_issue: async ({ repo, number }) => {
    const repository = repositoryOf(state, repo);
    return show(repository, itemOf(repository, number));
  },
  list_issues: async ({ repo, state: wanted, labels = [], sort, direction, ...paging }) => {
    const repository = repositoryOf(state, repo);
    const found = [...repository.items.values()].filter(
      (item) =>
        item.kind === 'issue' &&
        (wanted === 'all' || item.state === wanted) &&
        labels.every((label) => item.labels.includes(label)),
    );
    const by = {
      created: (item: IssueState | PullState) => item.createdAt,
      updated: (item: IssueState | PullState) => item.updatedAt,
      comments: (item: IssueState | PullState) => commentsOf(repository, item.number).length,
    };
    const { shown, told } = listed(sortItems(found, by[sort], direction), paging);
    return { issues: shown.map((item) => show(repository, item)), ...told };
  },
  close_issue: async ({ repo, number }, ctx) => {
    const repository = repositoryOf(state, repo);
    return setState(repository, itemOf(repository, number), 'closed', ctx);
  },
  reopen_issue: async ({ repo, number }, ctx) => {
    const repository = repositoryOf(state, repo);
    return setState(repository, itemOf(repository, number), 'open', ctx);
  },
});
