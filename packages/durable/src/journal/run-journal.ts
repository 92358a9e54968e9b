import type { Clock } from '@strata/core';
import { type EntryKind, entryKinds } from './entry.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Payloads } from './payloads.ts';

/** So many entries may wait for their commit before a run waits with them: it would keep everybody else from their turn. */
const mostPending = 1024;

/** The journal of one run: what its runtime writes down. */
export class RunJournal {
  readonly #run: number;
  readonly #commit: GroupCommit;
  readonly #payloads: Payloads;
  readonly #clock: Clock;

  constructor(
    run: number,
    shared: { readonly commit: GroupCommit; readonly payloads: Payloads; readonly clock: Clock },
  ) {
    this.#run = run;
    this.#commit = shared.commit;
    this.#payloads = shared.payloads;
    this.#clock = shared.clock;
  }

  /**
   * Writes an entry down. Its commit need not be waited for by whoever goes on with something that can be lost with it:
   * what is written later is committed later, or in the same moment.
   */
  readonly append = (kind: EntryKind, key: string, given?: unknown): void => {
    const { value, blob, write } = this.#payloads.store(given === undefined ? undefined : JSON.stringify(given));
    if (write !== undefined) this.#commit.write(write);
    this.#commit.append(this.#run, entryKinds[kind], key, value, blob, this.#clock.now());
  };

  /** Resolves when everything until now is on disk: before anything happens that cannot be taken back. */
  readonly committed = (): Promise<void> => this.#commit.committed();

  /** True when so much waits for the disk that it should be waited for. */
  get isFull(): boolean {
    return this.#commit.pending > mostPending;
  }
}
