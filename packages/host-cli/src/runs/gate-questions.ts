import type { Decide } from '@strata/core';
import type { Engine, OpenGate } from '@strata/durable';
import { runsCommand } from './store-place.ts';

/** What asking at gates needs. */
export interface Asking {
  readonly engine: Pick<Engine, 'decide'>;
  readonly runId: string;
  /** The file that the run is kept in. */
  readonly store: string;
  /** Answers; `undefined` where nobody can be asked. */
  readonly decide: Decide | undefined;
  readonly say: (text: string) => void;
  /** When it aborts nothing is asked any more. */
  readonly signal: AbortSignal;
}

/** Asks at the gates of a run that are open: one after the other, each once, and no more when somebody else has answered. */
export class GateQuestions {
  /** Whom to tell that nothing need be answered any more; nobody once it is answered. */
  readonly #asked = new Map<string, AbortController | undefined>();
  readonly #asking: Asking;
  #last: Promise<void> = Promise.resolve();

  constructor(asking: Asking) {
    this.#asking = asking;
  }

  update(gates: readonly OpenGate[]): void {
    for (const [at, asked] of this.#asked) {
      if (gates.some((gate) => gate.at === at)) continue;
      asked?.abort();
      this.#asked.delete(at);
    }
    for (const gate of gates) if (!this.#asked.has(gate.at)) this.#queue(gate);
  }

  /** Asks no more, and resolves when nothing of a question is on the screen any more. */
  async end(): Promise<void> {
    this.update([]);
    await this.#last;
  }

  #queue(gate: OpenGate): void {
    const { say } = this.#asking;
    const asked = new AbortController();
    this.#asked.set(gate.at, asked);
    this.#last = this.#last
      .then(() => this.#ask(gate, asked))
      .catch((cause: unknown) => say(`The question at ${gate.at} could not be settled: ${String(cause)}`));
  }

  async #ask({ at, question }: OpenGate, asked: AbortController): Promise<void> {
    const { engine, runId, store, decide, say, signal } = this.#asking;
    if (signal.aborted || asked.signal.aborted) return;
    if (decide === undefined) {
      say(`Waiting for an answer: ${runsCommand(`approve ${runId} ${at}`, store)}`);
      return;
    }
    const stop = (): void => asked.abort();
    signal.addEventListener('abort', stop, { once: true });
    const { by, approved, comment } = await decide(at, question, asked.signal);
    signal.removeEventListener('abort', stop);
    // Somebody else was faster, or the whole run is called off.
    if (asked.signal.aborted) return;
    this.#asked.set(at, undefined);
    const vote = { by, approved, ...(comment === undefined ? {} : { comment }) };
    const answer = await engine.decide(runId, at, vote);
    if (!answer.success) say(`The answer was not taken: ${answer.error.message}`);
    else if (answer.data.verdict === 'open') say(`The answer counts; ${answer.data.missing} more must say yes.`);
  }
}
