import type { Decision } from '@strata/core';
import type { OpenGate } from '@strata/durable';
import { expect, test, vi } from 'vitest';
import { GateQuestions } from './gate-questions.ts';

const gateAt = (at: string): OpenGate => ({
  at,
  question: { question: `${at}?` },
  openedAt: 0,
  votes: [],
  delegates: {},
});

/** Questions that wait until they are answered by the place of their gate. */
const asking = (missing = 0) => {
  const shown: string[] = [];
  const said: string[] = [];
  const votes: string[] = [];
  const answers = new Map<string, (decision: Decision) => void>();
  const leaving = new AbortController();
  const questions = new GateQuestions({
    engine: {
      decide: async (_runId, at, { approved }) => {
        votes.push(`${at} ${approved}`);
        return { success: true, data: { verdict: missing > 0 ? 'open' : 'approved', missing }, meta: {} as never };
      },
    },
    runId: 'run',
    store: '/store',
    decide: (at, _question, signal) => {
      shown.push(at);
      return new Promise((resolve) => {
        answers.set(at, resolve);
        signal.addEventListener('abort', () => resolve({ by: 'nobody', approved: false }));
      });
    },
    say: (text) => void said.push(text),
    signal: leaving.signal,
  });
  const answer = (at: string, approved: boolean): void => answers.get(at)?.({ by: 'ann', approved });
  return { questions, shown, said, votes, answer, leaving };
};

test('S102: gates that are open together are asked about one after the other', async () => {
  const { questions, shown, votes, answer } = asking();
  questions.update([gateAt('deploy'), gateAt('drop')]);
  await vi.waitFor(() => expect(shown).toEqual(['deploy']));
  answer('deploy', true);
  await vi.waitFor(() => expect(shown).toEqual(['deploy', 'drop']));
  answer('drop', false);
  await vi.waitFor(() => expect(votes).toEqual(['deploy true', 'drop false']));
});

test('S102: a gate that somebody else has decided is asked about no more, and not voted at', async () => {
  const { questions, shown, votes, answer } = asking();
  questions.update([gateAt('deploy'), gateAt('drop')]);
  await vi.waitFor(() => expect(shown).toEqual(['deploy']));
  questions.update([gateAt('drop')]);
  await vi.waitFor(() => expect(shown).toEqual(['deploy', 'drop']));
  answer('drop', true);
  await vi.waitFor(() => expect(votes).toEqual(['drop true']));
});

test('S102: when the run is called off nothing is asked any more', async () => {
  const { questions, shown, votes, leaving } = asking();
  questions.update([gateAt('deploy'), gateAt('drop')]);
  await vi.waitFor(() => expect(shown).toEqual(['deploy']));
  leaving.abort();
  await questions.end();
  expect({ shown, votes }).toEqual({ shown: ['deploy'], votes: [] });
});

test('S102: a vote that is not the last one needed says how many are missing', async () => {
  const { questions, said, shown, answer } = asking(2);
  questions.update([gateAt('deploy')]);
  await vi.waitFor(() => expect(shown).toEqual(['deploy']));
  answer('deploy', true);
  await vi.waitFor(() => expect(said).toEqual(['The answer counts; 2 more must say yes.']));
});
