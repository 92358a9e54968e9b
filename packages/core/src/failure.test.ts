import { describe, expect, test } from 'vitest';
import { type Classified, type FailureKind, createFailure, mayHaveHappened } from './index.ts';

const message = 'said the tool';

/** One of each kind, with all that a classifier has to say about it. */
const classified: { readonly [Kind in FailureKind]: Extract<Classified, { readonly kind: Kind }> } = {
  invalid_input: { kind: 'invalid_input', message, issues: [{ path: 'name', message: 'too short' }] },
  unauthenticated: { kind: 'unauthenticated', message },
  forbidden: { kind: 'forbidden', message },
  not_found: { kind: 'not_found', message },
  conflict: { kind: 'conflict', message },
  refused: { kind: 'refused', message, details: { because: ['of', 1] } },
  tool_missing: { kind: 'tool_missing', message, hint: 'Install it.' },
  rate_limited: { kind: 'rate_limited', message, retryAfterMs: 7000 },
  unavailable: { kind: 'unavailable', message, mayHaveHappened: true },
  timed_out: { kind: 'timed_out', message, limitMs: 10, mayHaveHappened: true },
  cancelled: { kind: 'cancelled', message, mayHaveHappened: false },
  unexpected_answer: { kind: 'unexpected_answer', message, mayHaveHappened: true },
  dry_run: { kind: 'dry_run', message, input: { name: 'a' } },
  defect: { kind: 'defect', message, mayHaveHappened: false },
  rejected: { kind: 'rejected', message, by: 'ana', comment: 'not on a Friday' },
  needs_attention: { kind: 'needs_attention', message, at: 'publish', mayHaveHappened: true },
  saga_failed: {
    kind: 'saga_failed',
    message,
    cause: createFailure('create_item', { kind: 'conflict', message }),
    effects: [{ at: 'create_item', operation: 'create_item', outcome: 'kept', reason: 'why' }],
    undoComplete: true,
  },
};

const passing: readonly FailureKind[] = ['rate_limited', 'unavailable', 'timed_out'];

describe.each(Object.values(classified))('$kind', (given) => {
  const failure = createFailure('create_item', given);

  test('keeps what was classified, and names its operation', () => {
    expect(failure).toEqual({ ...given, operation: 'create_item', retryable: passing.includes(given.kind) });
  });

  test('P4: is retryable only when it may pass by itself, whatever the classifier says', () => {
    const lying = { retryable: !failure.retryable, ...given };
    expect(createFailure('create_item', lying).retryable).toBe(failure.retryable);
  });

  test('survives a journal', () => expect(JSON.parse(JSON.stringify(failure))).toEqual(failure));
});

test('only a failure that says so may have happened', () => {
  expect(mayHaveHappened(classified.unavailable)).toBe(true);
  expect(mayHaveHappened(classified.cancelled)).toBe(false);
  for (const other of [classified.conflict, null, undefined, 'text', { mayHaveHappened: 'yes' }])
    expect(mayHaveHappened(other)).toBe(false);
});
