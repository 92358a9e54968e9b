import { on } from 'node:events';

/** Answers what the bench asks this process, one question after the other, until the bench lets go or is gone. */
export const answers = async <Question>(answer: (question: Question) => Promise<unknown>): Promise<void> => {
  if (!process.connected) return;
  for await (const [question] of on(process, 'message', { close: ['disconnect'] })) {
    // Whoever asks knows what this program takes.
    const answered = await answer(question as Question);
    if (process.connected) process.send?.(answered);
  }
};
