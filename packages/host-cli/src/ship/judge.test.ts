import { type EffectReport, type Failure, createContext, createFailure } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { CallRecord } from './call-record.ts';
import { judge } from './judge.ts';
import { effectsOf, rootCause } from './ship-report.ts';
import { textLike } from '../text-like.fixture.ts';

const refused: Failure = {
  kind: 'refused',
  operation: 'run_ci',
  message: '1 test, 1 failed',
  hint: 'Mend it.',
  retryable: false,
  details: { baseline: { total: 1 }, tests: { total: 2 } },
};

const sagaFailed = (cause: Failure, ...effects: readonly EffectReport[]): Failure => ({
  kind: 'saga_failed',
  operation: 'saga',
  message: cause.message,
  cause,
  effects,
  undoComplete: effects.every((effect) => effect.outcome !== 'undo_failed'),
  retryable: false,
});

const undone: EffectReport = {
  at: 'create_pr',
  operation: 'create_pr',
  outcome: 'undone',
  output: { number: 3 },
  undo: 'close_pr',
};
const absent: EffectReport = { at: 'add_comment', operation: 'add_comment', outcome: 'absent' };
const notUndone: EffectReport = {
  at: 'create_branch',
  operation: 'create_branch',
  outcome: 'undo_failed',
  output: { branch: 'fix' },
  error: createFailure('delete_branch', { kind: 'forbidden', message: 'no rights' }),
};
const merged: EffectReport = {
  at: 'merge_pr',
  operation: 'merge_pr',
  outcome: 'kept',
  output: { sha: 'abcdef0123456789' },
  reason: 'a merge is public',
};
const removed: EffectReport = {
  at: 'remove_before',
  operation: 'remove_scratch',
  outcome: 'kept',
  output: {},
  reason: 'made anew',
};

const judged = (failure: Failure, record = new CallRecord(), interrupted = false) =>
  judge(failure, { record, interrupted });

describe('what is reported of a failure', () => {
  test('A7: a refusal of the tests carries both reports, and nothing had been made', () => {
    expect(judged(refused)).toEqual({
      outcome: 'failed',
      error: { kind: 'refused', operation: 'run_ci', message: '1 test, 1 failed', hint: 'Mend it.' },
      tests: { baseline: { total: 1 }, withChange: { total: 2 } },
      undone: [],
      notUndone: [],
    });
  });

  test('P8: everything undone is a roll-back; what never happened, or takes away, is not mentioned', () => {
    const report = judged(sagaFailed(sagaFailed(refused, removed), absent, undone));
    expect(report).toMatchObject({
      outcome: 'rolled_back',
      undone: [{ operation: 'create_pr', at: 'create_pr', what: 'pull request #3' }],
      notUndone: [],
    });
  });

  test('S35: what could not be undone, or is kept, is listed with its reason', () => {
    expect(judged(sagaFailed(refused, merged, undone, notUndone))).toMatchObject({
      outcome: 'failed',
      undone: [{ at: 'create_pr' }],
      notUndone: [
        { at: 'merge_pr', what: 'merge abcdef012345', reason: 'a merge is public' },
        { at: 'create_branch', what: 'branch fix', reason: 'no rights' },
      ],
    });
  });

  test('S35: a patch in a scratch copy is gone with the copy, whatever became of its own undo', () => {
    const error = createFailure('revert_patch', { kind: 'conflict', message: 'calc.py: does not fit' });
    const patched: EffectReport = {
      at: 'apply_patch',
      operation: 'apply_patch',
      outcome: 'undo_failed',
      output: {},
      error,
    };
    const copied: EffectReport = { at: 'after', operation: 'create_scratch', outcome: 'undone', output: {} };
    const kept: EffectReport = { ...patched, outcome: 'kept', reason: 'removing the copy takes it back' };
    for (const effect of [patched, kept])
      expect(judged(sagaFailed(refused, effect, copied))).toMatchObject({ outcome: 'rolled_back', notUndone: [] });
    const stuck: EffectReport = { ...copied, outcome: 'undo_failed', output: { path: '/tmp/copy' }, error };
    expect(judged(sagaFailed(refused, patched, stuck)).notUndone).toMatchObject([{ what: 'scratch copy /tmp/copy' }]);
  });

  test('a run that was interrupted says so; every other kind of failure names a next step too', () => {
    const cancelled = createFailure('run_tests', { kind: 'cancelled', message: 'cancelled', mayHaveHappened: false });
    expect(judged(cancelled, undefined, true).error).toMatchObject({
      message: 'interrupted before it was done',
      hint: textLike(/./),
    });
    expect(judged(cancelled).error.message).toBe('cancelled');
    for (const classified of [
      { kind: 'rejected', message: 'ann said no', by: 'ann' },
      { kind: 'defect', message: 'oh', mayHaveHappened: false },
      { kind: 'conflict', message: 'taken' },
    ] as const)
      expect(judged(createFailure('x', classified)).error.hint).toMatch(/\.$/);
  });

  test('the cause and the effects are found at any depth, inner effects first', () => {
    const nested = sagaFailed(sagaFailed(refused, removed), undone);
    expect(rootCause(nested)).toBe(refused);
    expect(effectsOf(nested)).toEqual([removed, undone]);
    expect(effectsOf(sagaFailed(sagaFailed(refused, removed), removed, undone))).toEqual([removed, undone]);
  });
});

describe('what a record adds', () => {
  const recorded = async (...made: readonly (readonly [name: string, output: object])[]): Promise<CallRecord> => {
    const record = new CallRecord();
    for (const [name, output] of made) {
      const operation = { name, effect: 'write' as const };
      const tool = {
        name: 'fake',
        operations: { [name]: operation },
        execute: async () => ({ success: true as const, data: output, meta: { durationMs: 0, attempts: 1 } }),
      };
      // A policy hands any tool through; this one has no schemas that it would look at.
      await record.policy(tool as never).execute({ operation: name } as never, createContext({ path: `${name}/` }));
    }
    return record;
  };

  test('the pull request that was opened, and a merge that was made before the run ended', async () => {
    const record = await recorded(
      ['create_pr', { number: 3, url: 'https://example.com/3' }],
      ['merge_pr', { sha: 'abcdef0123456789' }],
    );
    const cancelled = createFailure('delete_branch', {
      kind: 'cancelled',
      message: 'cancelled',
      mayHaveHappened: false,
    });
    expect(judged(cancelled, record, true)).toMatchObject({
      outcome: 'failed',
      pullRequest: { number: 3, url: 'https://example.com/3' },
      notUndone: [{ operation: 'merge_pr', reason: textLike(/merged before the run ended/) }],
    });
  });
});
