import type { Readable, Writable } from 'node:stream';
import { confirm, isCancel } from '@clack/prompts';
import type { Decide } from '@strata/core';
import { person } from './person.ts';

/** Says yes to everything, as 'auto'. */
export const approveAll: Decide = async () => ({ approved: true, by: 'auto' });

/** A terminal to ask at, which something else may be drawing on. */
export interface ApprovalDesk {
  readonly input: Readable;
  readonly output: Writable;
  /** Called before the question, and after the answer. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Called when the question is answered with Ctrl-C or Escape. */
  readonly interrupted: () => void;
}

/** Asks the person at the terminal. Whoever just presses return has not approved. */
export const askAt =
  (desk: ApprovalDesk): Decide =>
  async (_key, { question, details }, signal) => {
    desk.pause();
    try {
      if (details !== undefined) desk.output.write(`\n${details.trimEnd()}\n\n`);
      const answer = await confirm({
        message: question,
        active: 'Approve',
        inactive: 'Refuse',
        initialValue: false,
        input: desk.input,
        output: desk.output,
        signal,
      });
      if (!isCancel(answer)) return { approved: answer, by: person() };
      if (!signal.aborted) desk.interrupted();
      return { approved: false, by: person(), comment: 'interrupted' };
    } catch (cause) {
      // A terminal that cannot be asked at has approved nothing; thrown on, it would keep the saga from undoing.
      return { approved: false, by: 'nobody', comment: `the question could not be asked: ${String(cause)}` };
    } finally {
      desk.resume();
    }
  };
