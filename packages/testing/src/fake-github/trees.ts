import { refused } from '../fake/fake-refusal.ts';
import { type Tree, treeSha } from '../fake/git-objects.ts';
import { showCommit } from './commits.ts';
import { filesBetween } from './comparison.ts';
import type { GitHubState, RepositoryState } from './github-state.ts';
import { mergeBaseOf, resolve } from './history.ts';
import { commentsOf, itemUrl, pullOf } from './items.ts';
import { listed } from './listing.ts';
import { isSameName } from './names.ts';
import { type GitHubHandlers, markOf, missing, repositoryOf } from './repositories.ts';

const kinds = { '100644': 'file', '100755': 'executable', '120000': 'symlink' } as const;

const entriesOf = ({ blobs }: RepositoryState, files: Tree) => {
  const folders = new Map<string, string>();
  treeSha(files, folders);
  const trees = [...folders].map(([path, sha]) => ({ path, type: 'folder' as const, sha }));
  const found = Object.entries(files).map(([path, { mode, sha }]) => ({
    path,
    type: kinds[mode],
    sha,
    sizeBytes: blobs.get(sha)?.byteLength ?? 0,
  }));
  return [...trees, ...found].toSorted((one, other) => Buffer.compare(Buffer.from(one.path), Buffer.from(other.path)));
};

/** What shows trees, commits, and what a pull request changes. */
export const treeHandlers = (state: GitHubState): GitHubHandlers<'get_tree' | 'get_commit' | 'list_pr_files'> => ({
  get_tree: async ({ repo, ref, path, recursive, maxEntries }) => {
    const repository = repositoryOf(state, repo);
    const about = `tree of '${ref}' in ${repo}`;
    const { files } = resolve(repository, ref, about);
    if (path !== undefined && files[path] !== undefined)
      throw refused(`'${path}' on '${ref}' in ${repo} is a file, not a folder`);
    const below = path === undefined ? '' : `${path}/`;
    const inside = Object.fromEntries(Object.entries(files).filter(([file]) => file.startsWith(below)));
    if (path !== undefined && Object.keys(inside).length === 0)
      throw missing(`folder '${path}' on '${ref}' in ${repo}`);
    const all = entriesOf(repository, inside).filter(
      (entry) => entry.path.startsWith(below) && (recursive || !entry.path.slice(below.length).includes('/')),
    );
    const entries = all.slice(0, maxEntries);
    const folders = new Map<string, string>();
    const whole = treeSha(files, folders);
    const sha = path === undefined ? whole : (folders.get(path) ?? whole);
    return { sha, entries, count: entries.length, complete: entries.length === all.length };
  },
  get_commit: async ({ repo, ref }) => {
    const repository = repositoryOf(state, repo);
    const commit = resolve(repository, ref, `branch or commit '${ref}' in ${repo}`);
    const before = repository.commits.get(commit.parents[0] ?? '')?.files ?? {};
    return { ...showCommit(repo, commit), files: filesBetween(repository, before, commit.files), complete: true };
  },
  list_pr_files: async ({ repo, number, ...paging }) => {
    const repository = repositoryOf(state, repo);
    const pull = pullOf(repository, number);
    const head = resolve(repository, pull.headSha, `pull request #${number} in ${repo}`);
    const base = repository.branches.get(pull.base) ?? pull.headSha;
    const before = mergeBaseOf(repository, base, head.sha)?.files ?? {};
    const { shown, told } = listed(filesBetween(repository, before, head.files), paging);
    return { files: shown, ...told };
  },
});

/** What searches. Every word has to stand in the title or the text. */
export const searchHandlers = (state: GitHubState): GitHubHandlers<'search_issues'> => ({
  search_issues: async ({
    repo,
    text,
    kind,
    state: wanted,
    labels,
    author,
    assignee,
    mentions,
    sort,
    direction,
    ...more
  }) => {
    const { updatedSince, ...paging } = more;
    const repository = repositoryOf(state, repo);
    const words = text.toLowerCase().split(/\s+/);
    const found = [...repository.items.values()].filter((item) => {
      const said = `${item.title}\n${item.body}`.toLowerCase();
      const isMerged = item.kind === 'pull' && item.mergeSha !== null;
      return (
        words.every((word) => said.includes(word)) &&
        (kind === 'any' || (kind === 'pr') === (item.kind === 'pull')) &&
        (wanted === 'all' || (wanted === 'merged' ? isMerged : item.state === wanted)) &&
        labels.every((label) => item.labels.some((own) => isSameName(own, label))) &&
        (author === undefined || isSameName(item.author, author)) &&
        (assignee === undefined || item.assignees.some((login) => isSameName(login, assignee))) &&
        (mentions === undefined || said.includes(`@${mentions.toLowerCase()}`)) &&
        (updatedSince === undefined || item.updatedAt >= updatedSince)
      );
    });
    const by = (number: number): string | number => {
      const item = repository.items.get(number);
      if (sort === 'comments') return commentsOf(repository, number).length;
      return (sort === 'updated' ? item?.updatedAt : item?.createdAt) ?? '';
    };
    const rising = found.toSorted((one, other) => {
      const [left, right] = [by(one.number), by(other.number)];
      return left === right ? one.number - other.number : left < right ? -1 : 1;
    });
    const { shown, told } = listed(direction === 'asc' ? rising : rising.toReversed(), paging);
    const issues = shown.map(({ callId, ...item }) => ({
      ...item,
      milestone: item.milestone ?? null,
      kind: item.kind === 'pull' ? ('pr' as const) : ('issue' as const),
      url: itemUrl(repository, item),
      ...markOf(callId === undefined ? {} : { callId }),
    }));
    return { issues, total: found.length, ...told };
  },
});
