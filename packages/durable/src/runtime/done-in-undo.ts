import { isDeepStrictEqual } from 'node:util';
import type { Act, Outcome } from '@strata/core';
import type { Known } from './known.ts';

interface Effect {
  readonly request: unknown;
  readonly outcome: Outcome;
}

/** Whether a place is inside of a flow that undoes. */
export const isInUndo = (key: string): boolean => key.includes('!undo/');

/**
 * What was done inside of flows that undo, by the names of the calls: such a flow is gone through again when it has
 * failed, and what it did then is not done a second time. What was taken back since has another name.
 */
export class DoneInUndo {
  readonly #known: Known;
  #effects: Map<string, Effect> | undefined;

  constructor(known: Known) {
    this.#known = known;
  }

  /** What an earlier attempt at the flow got for the same write; `undefined` when none has made it. */
  find(key: string, { callId, request }: Act): Outcome | undefined {
    if (callId === undefined || !isInUndo(key)) return undefined;
    const effect = this.#all().get(callId);
    return effect !== undefined && isDeepStrictEqual(effect.request, plain(request)) ? effect.outcome : undefined;
  }

  add(key: string, { callId, request }: Act, outcome: Outcome): void {
    if (callId !== undefined && outcome.success && isInUndo(key))
      this.#all().set(callId, { request: plain(request), outcome });
  }

  #all(): Map<string, Effect> {
    this.#effects ??= new Map(
      [...this.#known.places()].flatMap(([key, { intent, outcome }]) =>
        intent?.callId !== undefined && outcome?.success === true && isInUndo(key)
          ? [[intent.callId, { request: intent.request, outcome }] as const]
          : [],
      ),
    );
    return this.#effects;
  }
}

/** As it was written down. */
const plain = (request: unknown): unknown => JSON.parse(JSON.stringify(request ?? null));
