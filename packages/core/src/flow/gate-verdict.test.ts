import { describe, expect, test } from 'vitest';
import { expiredDecision, mayDecide, verdictOf } from './gate-verdict.ts';
import type { Vote } from './runtime.ts';

const yes = (by: string, ...roles: readonly string[]): Vote => ({ approved: true, by, roles });
const no = (by: string): Vote => ({ approved: false, by });

describe('S7: what votes come to', () => {
  test.each([
    ['nobody yet', {}, [], 'open'],
    ['one yes', {}, [yes('ann')], 'approved'],
    ['one no', {}, [no('ann')], 'rejected'],
    ['one of two', { quorum: 2 }, [yes('ann')], 'open'],
    ['two of two', { quorum: 2 }, [yes('ann'), yes('bo')], 'approved'],
    ['a no after a yes', { quorum: 2 }, [yes('ann'), no('bo')], 'rejected'],
    ['the same yes twice', { quorum: 2 }, [yes('ann'), yes('ann')], 'rejected'],
    ['one by name', { approvers: ['ann'] }, [yes('ann')], 'approved'],
    ['one by role', { approvers: ['release'] }, [yes('ann', 'release')], 'approved'],
    ['somebody else', { approvers: ['release'] }, [yes('bo', 'qa')], 'rejected'],
    ['somebody else beside one who may', { approvers: ['ann', 'cy'], quorum: 2 }, [yes('ann'), yes('bo')], 'rejected'],
  ] as const)('%s', (_what, rules, votes, verdict) => expect(verdictOf(rules, votes)).toBe(verdict));

  test('without approvers anyone may decide', () => expect(mayDecide({ by: 'x' }, {})).toBe(true));

  test.each([
    ['approved', true],
    ['rejected', false],
  ] as const)('a gate whose time is up answers by itself: %s', (outcome, approved) =>
    expect(expiredDecision({ afterMs: 10, outcome })).toEqual({
      approved,
      by: 'nobody',
      comment: 'nobody decided within 10 ms',
      expired: true,
    }),
  );
});
