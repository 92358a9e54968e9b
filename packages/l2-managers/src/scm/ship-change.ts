import {
  type Failure,
  type OutputOf,
  type Tool,
  defineOperation,
  fail,
  fallback,
  flow,
  gate,
  invoke,
  parallel,
  part,
  saga,
  shield,
  step,
  succeed,
} from '@strata/core';
import type { GitHubOperations } from '@strata/l3-experts';
import { z } from 'zod';
import type { CIOperations } from '../ci/catalog.ts';
import { testReport } from '../ci/test-report.ts';
import { bodyText, commentText, reportText } from './pull-request-text.ts';

/**
 * Ships a change: tests it, proposes it as a pull request, waits for the gate, merges it and deletes its branch. When
 * anything fails, or the gate says no, or the caller cancels, what was made is taken back, last first; GitHub keeps a
 * closed pull request on its list.
 *
 * Fails with what `run_ci` fails with before anything is made, and with `saga_failed` afterwards.
 */
export const shipChange = defineOperation({
  name: 'ship_change',
  summary: 'Test a change, propose it, have it approved, merge it; or take all of it back.',
  effect: 'write',
  irreversible: 'a merge is public the moment it is made; taking it back is a new change',
  input: z.object({
    repo: z.string().describe("The repository, as 'owner/name'."),
    path: z.string().min(1).describe("The project's folder."),
    patch: z.string().optional().describe("The change as a patch; the working copy's own edits when left out."),
    title: z.string().trim().min(1).max(256).describe('What the change does: the title of commit and pull request.'),
    description: z.string().default('').describe('More about it, in Markdown.'),
    branch: z.string().describe('The branch to make for it.'),
    base: z.string().default('main').describe('The branch that it is for.'),
    minCoverage: z.number().min(0).max(100).optional().describe('The coverage to reach, in percent.'),
    approvers: z.array(z.string()).min(1).optional().describe('Who may approve; anyone when left out.'),
    basedOnTip: z
      .boolean()
      .default(true)
      .describe(
        "Whether the working copy has to be at the base branch's tip, so that what was tested is what is merged.",
      ),
  }),
  output: z.object({
    pullRequest: z.object({ number: z.int(), url: z.string() }),
    branch: z.string(),
    commit: z.string(),
    mergeCommit: z.string(),
    baseline: testReport,
    tests: testReport,
    files: z.array(z.string()).describe('The paths that the change touches.'),
    branchDeleted: z.boolean(),
  }),
});

type Input = z.output<typeof shipChange.input>;
type Branch = OutputOf<GitHubOperations, 'get_branch'>;
type Tested = OutputOf<CIOperations, 'run_ci'>;

/** What the change is made of, once it is tested. */
interface Proposal {
  readonly input: Input;
  readonly base: Branch;
  readonly run_ci: Tested;
}

interface Proposed extends Proposal {
  readonly commit_files: OutputOf<GitHubOperations, 'commit_files'>;
  readonly create_pr: OutputOf<GitHubOperations, 'create_pr'>;
}

interface Merged extends Proposed {
  readonly merge_pr: OutputOf<GitHubOperations, 'merge_pr'>;
}

const failed = (kind: 'forbidden' | 'conflict', message: string, hint: string) =>
  fail<Failure<'ship_change'>>({ kind, operation: 'ship_change', message, hint, retryable: false });

/** What has to be true before the tests are worth running. */
const ready = (github: Tool<GitHubOperations>) =>
  flow<Input>()
    .to(
      parallel({
        repository: invoke(github, 'get_repo', ({ input }) => ({ repo: input.repo })),
        base: invoke(github, 'get_branch', ({ input }) => ({ repo: input.repo, branch: input.base })),
        taken: invoke(github, 'list_branches', ({ input }) => ({ repo: input.repo, names: [input.branch] })),
      }),
    )
    .to(
      step('allowed', async ({ input, repository, taken }) => {
        if (!repository.permissions.push)
          return failed(
            'forbidden',
            `the token may not write to ${input.repo}`,
            'Use a token with write access to it.',
          );
        if (repository.archived) return failed('forbidden', `${input.repo} is archived`, 'Unarchive it first.');
        if (taken.branches.length > 0)
          return failed(
            'conflict',
            `there is a branch '${input.branch}' in ${input.repo} already`,
            'Name another branch.',
          );
        return succeed(null);
      }),
    );

/** From the branch to the pull request with its report. */
const propose = (github: Tool<GitHubOperations>) =>
  part<Proposal>()
    .to(
      invoke(github, 'create_branch', ({ input, base }) => ({
        repo: input.repo,
        branch: input.branch,
        from: base.sha,
      })),
    )
    .to(
      invoke(github, 'commit_files', ({ input, create_branch, run_ci }) => ({
        repo: input.repo,
        branch: input.branch,
        parent: create_branch.sha,
        message: input.title,
        files: run_ci.files,
      })),
    )
    .to(
      invoke(github, 'create_pr', ({ input, run_ci }) => ({
        repo: input.repo,
        title: input.title,
        body: bodyText(input.description, run_ci),
        head: input.branch,
        base: input.base,
      })),
    )
    .to(
      invoke(github, 'add_comment', ({ input, create_pr, run_ci }) => ({
        repo: input.repo,
        number: create_pr.number,
        body: commentText(run_ci),
        type: 'pr',
      })),
    );

/** Waits for the yes, and merges what was approved. */
const merge = (github: Tool<GitHubOperations>) =>
  part<Proposed>()
    .to(
      gate('approve', ({ input, create_pr, run_ci }) => ({
        question: `Merge #${create_pr.number} "${input.title}" into ${input.repo} ${input.base}?`,
        details: `${create_pr.url}\n\n${reportText(run_ci)}`,
        ...(input.approvers === undefined ? {} : { approvers: input.approvers }),
      })),
    )
    .to(
      invoke(github, 'merge_pr', ({ input, create_pr, commit_files }) => ({
        repo: input.repo,
        number: create_pr.number,
        expectedHead: commit_files.sha,
      })),
    );

/** The change is merged: a branch that cannot be deleted is worth a word, not the change. */
const cleanUp = (github: Tool<GitHubOperations>) =>
  part<Merged>()
    .to(
      fallback(
        'clean_up',
        (from) =>
          from
            .to(
              invoke(github, 'delete_branch', ({ input, commit_files }) => ({
                repo: input.repo,
                branch: input.branch,
                expected: commit_files.sha,
              })),
            )
            .to(step('deleted', async () => succeed(true))),
        (from) => from.to(step('left', async () => succeed(false))),
      ),
    )
    .to(
      step('outcome', async ({ input, run_ci, create_pr, commit_files, merge_pr, clean_up }) =>
        succeed({
          pullRequest: { number: create_pr.number, url: create_pr.url },
          branch: input.branch,
          commit: commit_files.sha,
          mergeCommit: merge_pr.sha,
          baseline: run_ci.baseline,
          tests: run_ci.tests,
          files: run_ci.files.map((file) => file.path),
          branchDeleted: clean_up,
        }),
      ),
    );

/** How long cleaning up after the merge may take, in milliseconds, when the caller has cancelled meanwhile. */
const cleanUpLimitMs = 60_000;

/** The flow of `ship_change`. */
export const shipChangeFlow = (github: Tool<GitHubOperations>, ci: Tool<CIOperations>) =>
  flow<Input>()
    .to(ready(github))
    .to(
      invoke(ci, 'run_ci', ({ input, base }) => ({
        path: input.path,
        ...(input.basedOnTip ? { expectedHead: base.sha } : {}),
        ...(input.patch === undefined ? {} : { patch: input.patch }),
        ...(input.minCoverage === undefined ? {} : { minCoverage: input.minCoverage }),
      })),
    )
    .to(saga((from) => from.to(propose(github)).to(merge(github))))
    .to(shield((from) => from.to(cleanUp(github)), cleanUpLimitMs));
