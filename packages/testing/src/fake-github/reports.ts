import { notFound } from '../fake/fake-refusal.ts';
import { type CheckRunState, type GitHubState, type RepositoryState, nextId } from './github-state.ts';
import { resolve } from './history.ts';
import { listed } from './listing.ts';
import { isSameName } from './names.ts';
import { type GitHubHandlers, markOf, missing, repositoryOf, timeOf, webOf } from './repositories.ts';

/** The newest status of every context of a commit. */
export const statusesOf = (repository: RepositoryState, sha: string) =>
  (repository.statuses.get(sha) ?? []).filter(
    ({ context }, index, all) => all.findIndex((other) => isSameName(other.context, context)) === index,
  );

/** A check run as it is shown. */
export const showRun = ({ repo }: RepositoryState, { callId, ...run }: CheckRunState) => ({
  ...run,
  app: null,
  url: webOf(repo, `runs/${run.id}`),
  ...markOf(callId === undefined ? {} : { callId }),
});

/** The check runs of a commit, newest first; of those of one name only the newest when `latest`. */
export const runsOf = (repository: RepositoryState, sha: string, latest: boolean): readonly CheckRunState[] => {
  const all = [...repository.checkRuns.values()].filter((run) => run.sha === sha).toReversed();
  return latest ? all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index) : all;
};

const commitIn = (repository: RepositoryState, sha: string): string => {
  if (!repository.commits.has(sha)) throw notFound(`commit '${sha}' in ${repository.repo}: No commit found for SHA`);
  return sha;
};

interface Progress {
  readonly status?: CheckRunState['status'] | undefined;
  readonly conclusion?: CheckRunState['conclusion'] | undefined;
  readonly title?: string | undefined;
  readonly summary?: string | undefined;
  readonly text?: string | undefined;
  readonly detailsUrl?: string | undefined;
}

/** What is said of a run, put on it. */
const advance = (run: CheckRunState, given: Progress, now: string): CheckRunState => {
  const status = given.conclusion === undefined ? (given.status ?? run.status) : 'completed';
  return {
    ...run,
    status,
    conclusion: status === 'completed' ? (given.conclusion ?? run.conclusion) : null,
    title: given.title ?? run.title,
    summary: given.summary ?? run.summary,
    text: given.text ?? run.text,
    detailsUrl: given.detailsUrl ?? run.detailsUrl,
    startedAt: run.startedAt ?? (status === 'queued' ? null : now),
    completedAt: status === 'completed' ? (run.completedAt ?? now) : null,
  };
};

/** What a run says, in the fields in which it can be said again. */
const previousOf = ({ status, conclusion, title, summary, text, detailsUrl }: CheckRunState) => ({
  status,
  ...(conclusion === null ? {} : { conclusion }),
  ...(title === null || summary === null ? {} : { title, summary, ...(text === null ? {} : { text }) }),
  ...(detailsUrl === null ? {} : { detailsUrl }),
});

interface Said {
  readonly state: string;
  readonly description: string;
  readonly targetUrl: string | null;
}

const isSaid = (present: Said | undefined, { state, description, targetUrl }: Said): boolean =>
  present?.state === state && present.description === description && present.targetUrl === targetUrl;

/** What reports on commits: statuses. */
export const statusHandlers = (state: GitHubState): GitHubHandlers<'create_status' | 'list_statuses'> => ({
  create_status: async ({ repo, sha, state: said, context, description, targetUrl = null, expected }, ctx) => {
    const repository = repositoryOf(state, repo);
    const present = statusesOf(repository, commitIn(repository, sha)).find((it) => isSameName(it.context, context));
    const previous = present ?? null;
    const isOtherwise = expected !== undefined && !isSaid(present, expected);
    if (present !== undefined && (isSaid(present, { state: said, description, targetUrl }) || isOtherwise))
      return { ...present, changed: false, previous };
    const made = { context, state: said, description, targetUrl, createdAt: timeOf(ctx) };
    repository.statuses.set(sha, [made, ...(repository.statuses.get(sha) ?? [])]);
    return { ...made, changed: true, previous };
  },
  list_statuses: async ({ repo, ref, ...paging }) => {
    const repository = repositoryOf(state, repo);
    const { sha } = resolve(repository, ref, `branch or commit '${ref}' in ${repo}`);
    const { shown, told } = listed(statusesOf(repository, sha), paging);
    return { sha, statuses: shown, ...told };
  },
});

/** What reports on commits: check runs. */
export const checkRunHandlers = (
  state: GitHubState,
): GitHubHandlers<'create_check_run' | 'update_check_run' | 'list_check_runs'> => ({
  create_check_run: async ({ repo, sha, name, ...given }, ctx) => {
    const repository = repositoryOf(state, repo);
    const blank: CheckRunState = {
      id: nextId(state),
      name,
      sha: commitIn(repository, sha),
      status: 'queued',
      conclusion: null,
      title: null,
      summary: null,
      text: null,
      detailsUrl: null,
      startedAt: null,
      completedAt: null,
      ...markOf(ctx),
    };
    const made = advance(blank, given, timeOf(ctx));
    repository.checkRuns.set(made.id, made);
    return showRun(repository, made);
  },
  update_check_run: async ({ repo, id, expected, ...given }, ctx) => {
    const repository = repositoryOf(state, repo);
    const present = repository.checkRuns.get(id);
    if (present === undefined) throw missing(`check run ${id} in ${repo}`);
    const now = new Map<string, unknown>(Object.entries(present));
    const isOtherwise = Object.entries(expected ?? {}).some(([field, value]) => now.get(field) !== value);
    const made = isOtherwise ? present : advance(present, given, timeOf(ctx));
    const previous = previousOf(present);
    const changed = JSON.stringify(previousOf(made)) !== JSON.stringify(previous);
    if (changed) repository.checkRuns.set(id, made);
    return { ...showRun(repository, made), changed, previous };
  },
  list_check_runs: async ({ repo, ref, name, status, latest, ...paging }) => {
    const repository = repositoryOf(state, repo);
    const { sha } = resolve(repository, ref, `branch or commit '${ref}' in ${repo}`);
    const found = runsOf(repository, sha, latest).filter(
      (run) => (name === undefined || run.name === name) && (status === undefined || run.status === status),
    );
    const { shown, told } = listed(found, paging);
    return { checkRuns: shown.map((run) => showRun(repository, run)), ...told };
  },
});
