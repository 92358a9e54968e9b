import type { Classified } from '@strata/core';

/** Why a request to GitHub brought no answer that can be used. */
export type CallProblem =
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'timed_out'; readonly limitMs: number }
  /** GitHub answered, and said no. */
  | { readonly kind: 'answered'; readonly status: number; readonly said: string; readonly headers: AnswerHeaders }
  /** There was no answer; `code` is the platform's (`ECONNREFUSED`). */
  | { readonly kind: 'no_answer'; readonly code: string; readonly message: string }
  /** The answer broke off. */
  | { readonly kind: 'cut' }
  /** The answer is not what GitHub documents. */
  | { readonly kind: 'unreadable'; readonly message: string };

/** Header names are lower case. */
export type AnswerHeaders = Readonly<Record<string, string | number | undefined>>;

/** One request to GitHub failed. `changes`: it was one that changes something others see. */
export class CallFailed extends Error {
  readonly about: string;
  readonly changes: boolean;
  readonly problem: CallProblem;

  constructor(about: string, changes: boolean, problem: CallProblem) {
    super(`${problem.kind}: ${about}`);
    this.about = about;
    this.changes = changes;
    this.problem = problem;
  }
}

/** A failure that a handler itself finds in what GitHub answered: a branch that moved on, a directory instead of a file. */
export class Objection extends Error {
  readonly failure: Classified;

  constructor(failure: Classified) {
    super(failure.message);
    this.failure = failure;
  }
}
