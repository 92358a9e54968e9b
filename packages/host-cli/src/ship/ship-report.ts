import { isDeepStrictEqual } from 'node:util';
import type { EffectReport, Failure } from '@strata/core';
import type { TestReport } from '@strata/l2-managers';
import type { ReportedError } from '../error-text.ts';

/** The tests before a change, and with it. */
export interface TestReports {
  readonly baseline: TestReport;
  readonly withChange: TestReport;
}

/** The GitHub that was worked on. */
export interface GitHubUsed {
  readonly url: string;
  /** True when it lived in this process, and is gone. */
  readonly local: boolean;
  /** How many requests were sent to it. */
  readonly calls: number;
}

interface PullRequest {
  readonly number: number;
  readonly url: string;
}

/** A change that was merged. */
export interface Merged {
  readonly outcome: 'merged';
  readonly repo: string;
  readonly pullRequest: PullRequest;
  readonly branch: string;
  readonly commit: string;
  readonly mergeCommit: string;
  readonly tests: TestReports;
  /** The paths that the change touches. */
  readonly files: readonly string[];
  /** What had to be taken back: nothing. */
  readonly effects: readonly [];
  readonly branchDeleted: boolean;
  readonly github: GitHubUsed;
  readonly durationMs: number;
}

/** One effect that was taken back. */
export interface UndoneEffect {
  readonly operation: string;
  /** Its place in the flow. */
  readonly at: string;
  readonly what: string;
}

/** One effect that is still there. */
export interface StandingEffect extends UndoneEffect {
  readonly reason: string;
}

/** A change that was not merged, or not only. */
export interface NotShipped {
  /** `rolled_back`: something had been made, and all of it was taken back. `failed`: nothing had been, or something is left. */
  readonly outcome: 'rolled_back' | 'failed';
  readonly repo: string;
  readonly error: ReportedError;
  readonly branch: string;
  /** Present when they were run. */
  readonly tests?: TestReports;
  /** Present when one was opened; it is closed unless `notUndone` has it. */
  readonly pullRequest?: PullRequest;
  readonly undone: readonly UndoneEffect[];
  readonly notUndone: readonly StandingEffect[];
  readonly github: GitHubUsed;
  readonly durationMs: number;
}

/** A command line that makes no sense; nothing was started. */
export interface NotUnderstood {
  readonly outcome: 'usage_error';
  readonly error: ReportedError;
}

/** How `ship` ended: what `--json` prints. */
export type ShipReport = Merged | NotShipped | NotUnderstood;

/** The failure that started it all: sagas inside each other report it inside each other. */
export const rootCause = (failure: Failure): Failure =>
  failure.kind === 'saga_failed' ? rootCause(failure.cause) : failure;

/** What became of all writes, in the order of undoing. A saga passes on what sagas inside it have told already. */
export const effectsOf = (failure: Failure): readonly EffectReport[] => {
  if (failure.kind !== 'saga_failed') return [];
  const inner = effectsOf(failure.cause);
  return [...inner, ...failure.effects.filter((effect) => !inner.some((told) => isDeepStrictEqual(told, effect)))];
};
