import { isDeepStrictEqual } from 'node:util';
import type { HistoryEntry } from '@strata/durable';
import {
  type AnyTool,
  type Failure,
  type PerformedOperation,
  type Policy,
  createPolicy,
  inverseOf,
} from '@strata/core';

/** A write that was made, at its place in the flow. */
export interface RecordedWrite {
  readonly at: string;
  readonly operation: string;
  readonly output: unknown;
  /** The request that takes it back; undefined when nothing does. */
  readonly inverse: object | undefined;
}

const undoMark = '!undo';

interface Request {
  readonly operation: string;
}

const placeOf = (path: string | undefined): string | undefined => path?.replace(/\/$/, '');

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
    this.#take(operation, request, placeOf(ctx.path) ?? operation.name, result.data);
    return result;
  });

  /** Takes in what an operation has answered at its place. */
  #take(operation: PerformedOperation, request: Request, at: string, output: unknown): void {
    this.#outputs.set(operation.name, output);
    if (operation.effect === 'read') return;
    // The same call, told of once more, counts once.
    const others = this.#writes.filter((write) => write.at !== at);
    const standing = others.filter(
      (write) => !isDeepStrictEqual(write.inverse, request) && `${write.at}${undoMark}` !== at,
    );
    const takesBack = standing.length < others.length || at.includes(undoMark) || operation.effect === 'destroy';
    const inverse = inverseOf(operation, request, output);
    this.#writes = takesBack ? standing : [...standing, { at, operation: operation.name, output, inverse }];
  }

  /**
   * Remembers what was written down of a run, by any process. A write is written down with its request, which names its
   * operation; what only reads is known by its place, which ends in the operation's name where the flow does not rename it.
   */
  recall(history: readonly HistoryEntry[], tools: readonly AnyTool[]): void {
    const requests = new Map<string, Request>();
    for (const { kind, at, value } of history) {
      // Written under their kinds with a request, and with a failure.
      if (kind === 'intent' && value !== null && value !== undefined)
        requests.set(at, (value as { readonly request: Request }).request);
      if (kind === 'failed') this.#failures = [...this.#failures, value as Failure];
      if (kind !== 'succeeded') continue;
      const request = requests.get(at);
      const name = request?.operation ?? at.split('/').at(-1) ?? at;
      const operation = tools.find(({ operations }) => Object.hasOwn(operations, name))?.operations[name];
      if (request !== undefined && operation !== undefined) this.#take(operation, request, at, value);
      else this.#outputs.set(name, value);
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
