import type { OutputOf } from '@strata/core';
import type { GitHubOperations } from '@strata/l4-wrappers/github';
import type { Tree } from '../fake/git-objects.ts';

/** A commit, with all files that it has. */
export interface CommitState {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  /** Without the mark of a call. */
  readonly message: string;
  readonly author: string;
  readonly date: string;
  readonly files: Tree;
  /** The how-manieth commit of the repository: of two of the same second the later one is newer. */
  readonly order: number;
  readonly callId?: string;
}

/** What issues and pull requests have in common. GitHub counts both in one row. */
export interface ItemState {
  readonly number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  readonly author: string;
  labels: string[];
  assignees: string[];
  milestone?: number;
  readonly createdAt: string;
  updatedAt: string;
  readonly callId?: string;
}

/** An issue. */
export interface IssueState extends ItemState {
  readonly kind: 'issue';
}

/** A pull request from a branch of the repository itself. */
export interface PullState extends ItemState {
  readonly kind: 'pull';
  draft: boolean;
  reviewers: string[];
  teamReviewers: string[];
  readonly head: string;
  headSha: string;
  base: string;
  maintainerCanModify: boolean;
  mergeSha: string | null;
}

/** A comment on an issue or pull request. */
export interface CommentState {
  readonly id: number;
  readonly number: number;
  body: string;
  readonly author: string;
  readonly createdAt: string;
  readonly callId?: string;
}

/** A label of a repository. */
export interface LabelState {
  readonly name: string;
  readonly color: string;
  readonly description: string;
}

/** A review of a pull request. */
export interface ReviewState {
  readonly id: number;
  readonly number: number;
  readonly user: string;
  state: 'approved' | 'changes_requested' | 'commented' | 'dismissed';
  readonly body: string;
  readonly commit: string;
  readonly submittedAt: string;
  readonly callId?: string;
}

/** A status of a commit. */
export interface StatusState {
  readonly context: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly description: string;
  readonly targetUrl: string | null;
  readonly createdAt: string;
}

type DependabotAlert = OutputOf<GitHubOperations, 'list_dependabot_alerts'>['alerts'][number];
type CodeScanningAlert = OutputOf<GitHubOperations, 'list_code_scanning_alerts'>['alerts'][number];
type ShownRun = OutputOf<GitHubOperations, 'list_check_runs'>['checkRuns'][number];

/** A check run of a commit. */
export type CheckRunState = Omit<ShownRun, 'app' | 'url' | 'callId' | 'status' | 'conclusion'> & {
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion: Exclude<ShownRun['conclusion'], 'stale' | 'startup_failure'>;
  readonly callId?: string;
};

/** A release. */
export interface ReleaseState {
  readonly id: number;
  readonly tag: string;
  readonly name: string;
  readonly body: string;
  readonly draft: boolean;
  readonly prerelease: boolean;
  readonly target: string;
  readonly author: string;
  readonly createdAt: string;
  readonly publishedAt: string | null;
  readonly callId?: string;
}

/** A tag; `object` is the commit itself, or what was written about it. */
export interface TagState {
  readonly tag: string;
  readonly commit: string;
  readonly object: string;
  readonly message?: string;
  readonly callId?: string;
}

/** A job of a run, and what it has printed. */
export type JobState = OutputOf<GitHubOperations, 'get_run_jobs'>['jobs'][number] & { readonly log: string };

/** A run of a workflow. A test says how far it is. */
export type RunState = Omit<OutputOf<GitHubOperations, 'get_workflow_run'>, 'url'> & { jobs: JobState[] };

/** One repository. */
export interface RepositoryState {
  readonly repo: string;
  defaultBranch: string;
  private: boolean;
  archived: boolean;
  permissions: { pull: boolean; push: boolean; admin: boolean };
  /** The commit of each branch. */
  readonly branches: Map<string, string>;
  /** Branches with rules. */
  readonly protected: Set<string>;
  readonly commits: Map<string, CommitState>;
  /** The bytes of each blob. */
  readonly blobs: Map<string, Uint8Array>;
  /** Issues and pull requests by their numbers. */
  readonly items: Map<number, IssueState | PullState>;
  readonly comments: Map<number, CommentState>;
  /** Labels by their names in small letters. */
  readonly labels: Map<string, LabelState>;
  readonly reviews: Map<number, ReviewState>;
  /** The statuses of each commit, newest first. */
  readonly statuses: Map<string, readonly StatusState[]>;
  readonly checkRuns: Map<number, CheckRunState>;
  readonly releases: Map<number, ReleaseState>;
  readonly tags: Map<string, TagState>;
  readonly runs: Map<number, RunState>;
  readonly dependabot: Map<number, DependabotAlert>;
  readonly codeScanning: Map<number, CodeScanningAlert>;
}

/** Everything that a fake GitHub holds. */
export interface GitHubState {
  /** Who acts. */
  readonly login: string;
  /** Who else may be assigned, and asked for reviews. */
  readonly people: readonly string[];
  /** Repositories by `owner/name`. */
  readonly repositories: Map<string, RepositoryState>;
  /** The last id that was given to anything but an issue or pull request. */
  lastId: number;
}

/** A fresh id. */
export const nextId = (state: GitHubState): number => {
  state.lastId += 1;
  return state.lastId;
};
