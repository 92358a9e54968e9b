import { tagSha } from '../fake/git-objects.ts';
import { conflict, refused } from '../fake/fake-refusal.ts';
import { type GitHubState, type ReleaseState, type RepositoryState, type TagState, nextId } from './github-state.ts';
import { commitOf, resolve } from './history.ts';
import { listed } from './listing.ts';
import { type GitHubHandlers, markOf, missing, repositoryOf, timeOf, webOf, writableOf } from './repositories.ts';

const show = ({ repo }: RepositoryState, { callId, ...release }: ReleaseState) => ({
  ...release,
  assets: [],
  url: webOf(repo, `releases/tag/${encodeURIComponent(release.tag)}`),
  ...markOf(callId === undefined ? {} : { callId }),
});

const newestFirst = ({ releases }: RepositoryState): readonly ReleaseState[] => [...releases.values()].toReversed();

const dropTag = (repository: RepositoryState, name: string, expected: string): boolean => {
  const tag = repository.tags.get(name);
  if (tag?.object !== expected) return false;
  return repository.tags.delete(name);
};

/** What is done with releases. */
export const releaseHandlers = (
  state: GitHubState,
): GitHubHandlers<'list_releases' | 'get_release' | 'create_release' | 'delete_release'> => ({
  list_releases: async ({ repo, ...paging }) => {
    const repository = repositoryOf(state, repo);
    const { shown, told } = listed(newestFirst(repository), paging);
    return { releases: shown.map((release) => show(repository, release)), ...told };
  },
  get_release: async ({ repo, tag }) => {
    const repository = repositoryOf(state, repo);
    const found = newestFirst(repository).find((release) =>
      tag === undefined ? !release.draft && !release.prerelease : release.tag === tag && !release.draft,
    );
    if (found === undefined) throw missing(tag === undefined ? `release in ${repo}` : `release '${tag}' in ${repo}`);
    return show(repository, found);
  },
  create_release: async ({ repo, tag, name = tag, body, target, draft, prerelease }, ctx) => {
    const repository = writableOf(state, repo);
    if (newestFirst(repository).some((release) => release.tag === tag && !release.draft))
      throw refused(`GitHub refuses a release in ${repo}: Validation Failed: tag_name already_exists`);
    const from = target ?? repository.defaultBranch;
    const { sha } = resolve(repository, from, `branch or commit '${from}' in ${repo}`);
    const isMade = !draft && !repository.tags.has(tag);
    if (isMade) repository.tags.set(tag, { tag, commit: sha, object: sha });
    const at = timeOf(ctx);
    const made: ReleaseState = {
      id: nextId(state),
      tag,
      name,
      body,
      draft,
      prerelease,
      target: isMade ? sha : from,
      author: state.login,
      createdAt: at,
      publishedAt: draft ? null : at,
      ...markOf(ctx),
    };
    repository.releases.set(made.id, made);
    return { ...show(repository, made), tagMade: isMade ? sha : null };
  },
  delete_release: async ({ repo, id, tag }) => {
    const repository = writableOf(state, repo);
    repository.releases.delete(id);
    return { id, tag: tag !== null && dropTag(repository, tag.name, tag.expected) ? tag.name : null };
  },
});

const showTag = ({ callId, ...tag }: TagState) => ({ ...tag, ...markOf(callId === undefined ? {} : { callId }) });

/** What is done with tags. */
export const tagHandlers = (state: GitHubState): GitHubHandlers<'list_tags' | 'create_tag' | 'delete_tag'> => ({
  list_tags: async ({ repo, names, ...paging }) => {
    const all = [...repositoryOf(state, repo).tags.values()];
    const wanted = names === undefined ? all : all.filter(({ tag }) => names.includes(tag));
    const { shown, told } = listed(wanted, paging);
    // As from GitHub: what a tag itself is shows only when it is asked for by name.
    return {
      tags: shown.map((tag) => (names === undefined ? { tag: tag.tag, commit: tag.commit } : showTag(tag))),
      ...told,
    };
  },
  create_tag: async ({ repo, tag, sha, message }, ctx) => {
    const repository = writableOf(state, repo);
    const commit = commitOf(repository, sha).sha;
    if (repository.tags.has(tag)) throw conflict(`tag '${tag}' in ${repo}: Reference already exists`);
    const tagger = `${state.login} ${timeOf(ctx)}`;
    const made: TagState =
      message === undefined
        ? { tag, commit, object: sha }
        : { tag, commit, object: tagSha(tag, commit, message, tagger), message, ...markOf(ctx) };
    repository.tags.set(tag, made);
    return made;
  },
  delete_tag: async ({ repo, tag, expected }) => {
    const repository = writableOf(state, repo);
    const present = repository.tags.get(tag);
    if (present !== undefined && present.object !== expected)
      throw conflict(`tag '${tag}' in ${repo} is ${present.object}, not ${expected}`);
    return { tag, object: expected, deleted: repository.tags.delete(tag) };
  },
});
