import { isDeepStrictEqual } from 'node:util';
import type { HistoryEntry } from '@strata/durable';
import { type Failure, type Policy, createPolicy, inverseOf } from '@strata/core';

/** A write that was made, at its place in the flow. */
export interface RecordedWrite {
  readonly at: string;
  readonly operation: string;
  readonly output: unknown;
  /** The request that takes it back; undefined when nothing does. */
  readonly inverse: object | undefined;
}

const undoMark = '!undo';

/** Remembers what Tools have answered: a run that fails tells why, but not how far it had come. */
export class CallRecord {
  readonly #outputs = new Map<string, unknown>();
  #failures: readonly Failure[] = [];
  #writes: readonly RecordedWrite[] = [];

  /** Put around a Tool, it remembers that Tool's answers. */
  readonly policy: Policy = createPolicy(() => async ({ operation, request, ctx }, proceed) => {
    const result = await proceed();
    if (!result.success) {
      this.#failures = [...this.#failures, result.error];
      return result;
    }
    this.#outputs.set(operation.name, result.data);
    if (operation.effect === 'read') return result;
    const at = ctx.path?.replace(/\/$/, '') ?? operation.name;
    const standing = this.#writes.filter(
      (write) => !isDeepStrictEqual(write.inverse, request) && `${write.at}${undoMark}` !== at,
    );
    const takesBack = standing.length < this.#writes.length || at.endsWith(undoMark) || operation.effect === 'destroy';
    const inverse = inverseOf(operation, request, result.data);
    this.#writes = takesBack
      ? standing
      : [...standing, { at, operation: operation.name, output: result.data, inverse }];
    return result;
  });

  /** Remembers what was written down of a run, by any process: each call at its place, which ends in the operation's name. */
  recall(history: readonly HistoryEntry[]): void {
    const requests = new Map<string, unknown>();
    for (const { kind, at, value } of history) {
      if (kind === 'intent') requests.set(at, value);
      // Written under its kind with a failure.
      if (kind === 'failed') this.#failures = [...this.#failures, value as Failure];
      if (kind !== 'succeeded') continue;
      const operation = at.split('/').at(-1) ?? at;
      if (operation.endsWith(undoMark)) {
        this.#writes = this.#writes.filter((write) => write.at !== at.slice(0, -undoMark.length));
        continue;
      }
      this.#outputs.set(operation, value);
      if (requests.has(at) && !this.#writes.some((write) => write.at === at))
        this.#writes = [...this.#writes, { at, operation, output: value, inverse: undefined }];
    }
  }

  /** What an operation has answered last; undefined when it has not succeeded. */
  outputOf(operation: string): unknown {
    return this.#outputs.get(operation);
  }

  /**
   * The operation that a failure comes from. Managers report what fails inside them in the same words, but as theirs;
   * the innermost answered first.
   */
  originOf({ kind, message, operation }: Failure): string {
    return this.#failures.find((it) => it.kind === kind && it.message === message)?.operation ?? operation;
  }

  /** The writes that have not been taken back, last first. */
  standing(): readonly RecordedWrite[] {
    return this.#writes.toReversed();
  }
}
