import { conflict } from '../fake/fake-refusal.ts';
import type { GitHubState, LabelState, RepositoryState } from './github-state.ts';
import { itemOf } from './items.ts';
import { listed } from './listing.ts';
import { isSameName, newAmong, without } from './names.ts';
import { type GitHubHandlers, repositoryOf, timeOf } from './repositories.ts';

const show = (repository: RepositoryState, label: LabelState) => ({
  ...label,
  url: `https://api.github.com/repos/${repository.repo}/labels/${encodeURIComponent(label.name)}`,
});

const find = (repository: RepositoryState, name: string): LabelState | undefined =>
  repository.labels.get(name.toLowerCase());

/** Puts labels on an item; GitHub makes those that the repository does not have. Gives the names as it has them. */
export const useLabels = (repository: RepositoryState, names: readonly string[]): string[] =>
  names.map((name) => {
    const known = find(repository, name) ?? { name, color: 'ededed', description: '' };
    repository.labels.set(name.toLowerCase(), known);
    return known.name;
  });

/** What is done with labels. */
export const labelHandlers = (
  state: GitHubState,
): GitHubHandlers<'list_labels' | 'create_label' | 'delete_label' | 'add_labels' | 'remove_labels'> => ({
  list_labels: async ({ repo, ...paging }) => {
    const repository = repositoryOf(state, repo);
    const { shown, told } = listed([...repository.labels.values()], paging);
    return { labels: shown.map((label) => show(repository, label)), ...told };
  },
  create_label: async ({ repo, name, color, description }) => {
    const repository = repositoryOf(state, repo);
    const present = find(repository, name);
    if (present !== undefined) {
      if (isSameName(present.color, color) && present.description === description)
        return { ...show(repository, present), created: false };
      throw conflict(`label '${name}' in ${repo} already exists, with colour ${present.color}`);
    }
    const made = { name, color, description };
    repository.labels.set(name.toLowerCase(), made);
    return { ...show(repository, made), created: true };
  },
  delete_label: async ({ repo, name, unlessUsed }) => {
    const repository = repositoryOf(state, repo);
    const present = find(repository, name);
    if (present === undefined) return { name, deleted: false };
    const isUsed = [...repository.items.values()].some((item) => item.labels.some((own) => isSameName(own, name)));
    if (unlessUsed && isUsed) return { name: present.name, deleted: false };
    repository.labels.delete(name.toLowerCase());
    for (const item of repository.items.values()) item.labels = without(item.labels, [name]).kept;
    return { ...present, deleted: true };
  },
  add_labels: async ({ repo, number, labels }, ctx) => {
    const repository = repositoryOf(state, repo);
    const item = itemOf(repository, number);
    const added = useLabels(repository, newAmong(labels, item.labels));
    item.labels = [...item.labels, ...added];
    if (added.length > 0) item.updatedAt = timeOf(ctx);
    return { labels: item.labels, added };
  },
  remove_labels: async ({ repo, number, labels }, ctx) => {
    const repository = repositoryOf(state, repo);
    const item = itemOf(repository, number);
    const { kept, removed } = without(item.labels, labels);
    item.labels = kept;
    if (removed.length > 0) item.updatedAt = timeOf(ctx);
    return { labels: kept, removed };
  },
});
