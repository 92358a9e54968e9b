import { Cancellation } from '@strata/core';
import type { Journal } from './journal.ts';
import type { Attention, Known, Resolution } from './known.ts';
import type { Outside } from './outside.ts';
import type { Waits } from './waits.ts';

/** Puts what only a person can settle before people, and waits for the answer. */
export class Asking {
  readonly #journal: Journal;
  readonly #known: Known;
  readonly #waits: Waits;
  readonly #outside: Outside;

  constructor(journal: Journal, known: Known, waits: Waits, outside: Outside) {
    this.#journal = journal;
    this.#known = known;
    this.#waits = waits;
    this.#outside = outside;
  }

  /** Waits for an answer about the act at a key; `undefined` when it is time to try again. */
  async answerTo(key: string, attention: Attention): Promise<Resolution | undefined> {
    const place = this.#known.at(key);
    if (place?.attention === undefined || place.attention.attempts < attention.attempts)
      this.#journal.append('attention', key, attention);
    else if (place.resolution !== undefined) {
      const { resolution } = place;
      // It answers this question only.
      delete place.attention;
      delete place.resolution;
      this.#outside.attention(key, undefined);
      return resolution;
    }
    this.#outside.attention(key, attention);
    const { nextAt } = attention;
    const until = nextAt === undefined ? {} : { until: { at: nextAt, answer: undefined } };
    const listen = (resolve: (answer: Resolution | undefined) => void) => this.#outside.resolved(key, resolve);
    // Whether the flow is called off does not matter: what is in doubt, or has to be undone, stays so. And while the run
    // is put away the question stays before people: this throws then.
    const ended = await this.#waits.for<Resolution | undefined>({ ...until, listen }, Cancellation.independent());
    this.#outside.attention(key, undefined);
    return ended?.answer;
  }
}
