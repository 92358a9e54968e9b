import type { EffectReport, Failure, OutputOf } from '@strata/core';
import type { CIOperations } from '@strata/l2-managers';
import type { GitHubOperations } from '@strata/l3-experts';
import type { CallRecord, RecordedWrite } from './call-record.ts';
import { effectText } from './effect-text.ts';
import { type NotShipped, type StandingEffect, type TestReports, effectsOf, rootCause } from './ship-report.ts';

type RunCi = OutputOf<CIOperations, 'run_ci'>;
type CreatedPr = OutputOf<GitHubOperations, 'create_pr'>;

/** What was known besides the failure when a run failed. */
export interface Circumstances {
  readonly record: CallRecord;
  /** True when a person or the system asked to stop. */
  readonly interrupted: boolean;
}

/** Both reports, from the tests' own answer, or from a refusal that carries them. */
const testsOf = (cause: Failure, record: CallRecord): { readonly tests: TestReports } | undefined => {
  // Recorded under the operation that answers so; its refusals carry the same two reports.
  const known = (record.outputOf('run_ci') ?? (cause.kind === 'refused' ? cause.details : undefined)) as
    | Partial<RunCi>
    | null
    | undefined;
  return known?.baseline === undefined || known.tests === undefined
    ? undefined
    : { tests: { baseline: known.baseline, withChange: known.tests } };
};

/** The pull request that was opened, if one was. */
export const pullRequestOf = (record: CallRecord): Pick<NotShipped, 'pullRequest'> => {
  // Recorded under the operation that answers so.
  const made = record.outputOf('create_pr') as CreatedPr | undefined;
  return made === undefined ? {} : { pullRequest: { number: made.number, url: made.url } };
};

/** Operations that take something away: undoing nothing, they leave nothing. */
const takesAway = (operation: string): boolean => /^(remove|delete)_/.test(operation);

/** Operations that write in a scratch copy only: that copy is on the list itself for as long as it is there. */
export const isInScratch = (operation: string): boolean => operation === 'apply_patch';

const isStanding = ({ outcome, operation }: EffectReport): boolean =>
  !isInScratch(operation) && (outcome === 'undo_failed' || (outcome === 'kept' && !takesAway(operation)));

const standing = ({ operation, at, output, reason, error }: EffectReport): StandingEffect => ({
  operation,
  at,
  what: effectText(operation, output),
  reason: reason ?? error?.message ?? 'nothing undoes it',
});

/** A merge that was made before the run failed, in a part of the flow that undoes nothing any more. */
const lateMerge = (record: CallRecord, effects: readonly EffectReport[]): readonly StandingEffect[] =>
  record
    .standing()
    .filter((write) => write.operation === 'merge_pr' && !effects.some((effect) => effect.at === write.at))
    .map((write) => left(write, 'it was merged before the run ended; taking a merge back is a new change'));

/** An effect that nobody has taken back. */
export const left = ({ operation, at, output }: RecordedWrite, reason: string): StandingEffect => ({
  operation,
  at,
  what: effectText(operation, output),
  reason,
});

/** What to do next when the failure itself does not say. */
const nextStep = ({ kind }: Failure): string => {
  switch (kind) {
    case 'cancelled':
      return 'Run the same command again when you are ready.';
    case 'rejected':
      return 'Change what was objected to, and ship again.';
    case 'defect':
    case 'invalid_input':
      return 'This looks like a mistake in strata: please report it.';
    default:
      return 'Run it again with --json to see more.';
  }
};

/** What to report of a run that failed. */
export const judge = (
  failure: Failure,
  { record, interrupted }: Circumstances,
): Pick<NotShipped, 'outcome' | 'error' | 'tests' | 'pullRequest' | 'undone' | 'notUndone'> => {
  const cause = rootCause(failure);
  const effects = effectsOf(failure);
  const undone = effects
    .filter((effect) => effect.outcome === 'undone')
    .map(({ operation, at, output }) => ({ operation, at, what: effectText(operation, output) }));
  const notUndone = [...effects.filter(isStanding).map(standing), ...lateMerge(record, effects)];
  const message = interrupted && cause.kind === 'cancelled' ? 'interrupted before it was done' : cause.message;
  const { kind, hint = nextStep(cause) } = cause;
  return {
    outcome: undone.length > 0 && notUndone.length === 0 ? 'rolled_back' : 'failed',
    error: { kind, operation: record.originOf(cause), message, hint },
    ...testsOf(cause, record),
    ...pullRequestOf(record),
    undone,
    notUndone,
  };
};
