import { wait } from '../fake/wait.ts';
import type { GitHubState, RepositoryState } from './github-state.ts';
import { resolve } from './history.ts';
import { isSameName } from './names.ts';
import { runsOf, showRun, statusesOf } from './reports.ts';
import { type GitHubHandlers, repositoryOf } from './repositories.ts';

const good: ReadonlySet<string> = new Set(['success', 'neutral', 'skipped']);

/** Everything that is reported of a commit. */
const checksOf = (repository: RepositoryState, sha: string) => [
  ...runsOf(repository, sha, true).map((run) => {
    const { name, status, conclusion, url } = showRun(repository, run);
    const ended = conclusion !== null && good.has(conclusion) ? ('success' as const) : ('failure' as const);
    const state = conclusion === null ? ('pending' as const) : ended;
    return { name, kind: 'check_run' as const, state, said: conclusion ?? status, url };
  }),
  ...statusesOf(repository, sha).map(({ context: name, state: said, targetUrl: url }) => {
    const state = said === 'error' ? ('failure' as const) : said;
    return { name, kind: 'status' as const, state, said, url };
  }),
];

type Check = ReturnType<typeof checksOf>[number];

const verdictOn = (checks: readonly Check[], required: readonly string[], isGraceOver: boolean) => {
  const deciding =
    required.length === 0 ? checks : checks.filter(({ name }) => required.some((wanted) => isSameName(wanted, name)));
  if (deciding.some(({ state }) => state === 'failure')) return 'failure' as const;
  if (required.length === 0 && checks.length === 0) return isGraceOver ? ('none' as const) : undefined;
  const isOpen = required.some((wanted) => !checks.some(({ name }) => isSameName(wanted, name)));
  return isOpen || deciding.some(({ state }) => state === 'pending') ? undefined : ('success' as const);
};

/** What waits for checks. A test moves its clock, and changes the state meanwhile. */
export const waitHandlers = (state: GitHubState): GitHubHandlers<'wait_for_checks'> => ({
  wait_for_checks: async ({ repo, ref, required, timeoutMs, intervalMs, graceMs }, ctx) => {
    const repository = repositoryOf(state, repo);
    const { sha } = resolve(repository, ref, `branch or commit '${ref}' in ${repo}`);
    const told = new Set<string>();
    for (let waitedMs = 0; ; waitedMs += intervalMs) {
      const checks = checksOf(repository, sha);
      for (const check of checks) {
        if (!told.has(JSON.stringify(check))) await ctx.tell(check);
        told.add(JSON.stringify(check));
      }
      const verdict = verdictOn(checks, required, waitedMs >= graceMs);
      const missing = required.filter((wanted) => !checks.some(({ name }) => isSameName(wanted, name)));
      if (verdict !== undefined) return { state: verdict, sha, checks, missing };
      const isLate = ctx.deadlineAt !== undefined && ctx.clock.now() + intervalMs >= ctx.deadlineAt;
      if (waitedMs >= timeoutMs || isLate) return { state: 'pending', sha, checks, missing };
      await wait(ctx, Math.min(intervalMs, timeoutMs - waitedMs));
    }
  },
});
