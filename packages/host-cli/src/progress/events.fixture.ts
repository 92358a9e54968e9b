import type { FlowEvent } from '@strata/core';

const about = { time: 1_000, correlationId: 'run' } as const;

/** Events as flows tell them, short to write down. */
export const told = {
  started: (at: string): FlowEvent => ({ ...about, type: 'started', at, kind: 'invoke' }),
  finished: (at: string, durationMs = 1_200): FlowEvent => ({
    ...about,
    type: 'finished',
    at,
    kind: 'invoke',
    durationMs,
  }),
  failed: (at: string, message: string, kind: 'invoke' | 'step' = 'invoke'): FlowEvent => ({
    ...about,
    type: 'failed',
    at,
    kind,
    durationMs: 300,
    error: { kind: 'conflict', message },
  }),
  step: (at: string): FlowEvent => ({ ...about, type: 'started', at, kind: 'step' }),
  waiting: (at: string, question: string): FlowEvent => ({ ...about, type: 'waiting', at, question }),
  decided: (at: string, approved: boolean): FlowEvent => ({ ...about, type: 'decided', at, approved, by: 'ann' }),
  undoing: (at: string): FlowEvent => ({ ...about, type: 'undoing', at }),
  undone: (at: string): FlowEvent => ({ ...about, type: 'undone', at }),
  undoFailed: (at: string, message: string): FlowEvent => ({
    ...about,
    type: 'undo_failed',
    at,
    error: { kind: 'forbidden', operation: 'close_pr', message, retryable: false },
  }),
};
