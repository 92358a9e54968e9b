import { isDeepStrictEqual } from 'node:util';
import { type Failure, type Policy, createPolicy, inverseOf } from '@strata/core';

/** A write that was made, at its place in the flow. */
export interface RecordedWrite {
  readonly at: string;
  readonly operation: string;
  readonly output: unknown;
  /** The request that takes it back; undefined when nothing does. */
  readonly inverse: object | undefined;
}

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
    const standing = this.#writes.filter((write) => !isDeepStrictEqual(write.inverse, request));
    const takesBack = standing.length < this.#writes.length || at.endsWith('!undo') || operation.effect === 'destroy';
    const inverse = inverseOf(operation, request, result.data);
    this.#writes = takesBack
      ? standing
      : [...standing, { at, operation: operation.name, output: result.data, inverse }];
    return result;
  });

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
