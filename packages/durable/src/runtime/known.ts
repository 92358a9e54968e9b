import type { Decision, Failure, Outcome } from '@strata/core';
import { fail, succeed } from '@strata/core';
import type { Entry } from '../journal/entry.ts';

/** What an attention entry says: what is wrong, and when it is tried again by itself. */
export interface Attention {
  readonly what: 'in_doubt' | 'undo_failed';
  readonly error: Failure;
  /** How often it was tried. */
  readonly attempts: number;
  /** Milliseconds since the epoch; absent: never by itself. */
  readonly nextAt?: number;
}

/** What a person answers to that. */
export type Resolution =
  | { readonly answer: 'happened'; readonly output: unknown; readonly by: string; readonly comment?: string }
  | { readonly answer: 'did_not_happen' | 'give_up' | 'try_again'; readonly by: string; readonly comment?: string };

/** The request of a write, as it was written down before it was made. */
export interface Intent {
  readonly request: unknown;
  readonly callId?: string;
}

/** A message that was taken, with the name under which it was sent. */
export interface Received {
  readonly name: string;
  readonly message: unknown;
}

/** All that earlier lives of a run have written down about one place in its flow. */
export interface Place {
  intent?: Intent;
  outcome?: Outcome;
  /** When its time is over. */
  until?: number;
  woke?: boolean;
  kept?: boolean;
  /** When its gate was opened. */
  askedAt?: number;
  decided?: { readonly decision: Decision | undefined };
  received?: { readonly message: Received | undefined };
  takenBack?: Readonly<Record<string, number>>;
  /** How often those who may decide were reminded. */
  reminded?: number;
  attention?: Attention;
  /** How often it was tried, as the last attention said. */
  attempts?: number;
  resolution?: Resolution;
}

const readers: Partial<Record<Entry['kind'], (place: Place, value: never, at: number) => void>> = {
  intent: (place, value: Intent | null) => {
    if (value === null) delete place.intent;
    else place.intent = value;
    // What was asked and answered before was about an earlier attempt.
    delete place.attention;
    delete place.resolution;
  },
  succeeded: (place, value) => void (place.outcome = succeed(value)),
  failed: (place, value) => void (place.outcome = fail(value)),
  timer: (place, value: number) => void (place.until ??= value),
  woke: (place, value: boolean) => void (place.woke ??= value),
  kept: (place, value: boolean) => void (place.kept ??= value),
  asked: (place, _value, at) => void (place.askedAt ??= at),
  decided: (place, value: Decision | null) => void (place.decided ??= { decision: value ?? undefined }),
  received: (place, value: Received | null) => void (place.received ??= { message: value ?? undefined }),
  taken_back: (place, value: Readonly<Record<string, number>>) => void (place.takenBack = value),
  attention: (place, value: Attention) => {
    place.attention = value;
    place.attempts = value.attempts;
    // An answer is to what was asked before it.
    delete place.resolution;
  },
  reminded: (place, value: number) => void (place.reminded = value),
  resolved: (place, value: Resolution) => void (place.resolution = value),
};

/** What earlier lives of a run have left in its journal. */
export class Known {
  readonly #places = new Map<string, Place>();
  readonly #sent = new Map<string, unknown[]>();
  /** Which flow began at which path, by the hash of its tree. */
  readonly trees = new Map<string, string>();
  /** What writes saw before their first attempt. */
  readonly seen = new Map<string, string>();
  /** Where a decision came after all that the run itself has written. */
  readonly #news = new Set<string>();
  #sorted: readonly string[] | undefined;

  constructor(entries: Iterable<Entry> = []) {
    for (const entry of entries) this.add(entry);
  }

  add({ kind, key, value, at }: Omit<Entry, 'id'>): void {
    if (kind === 'tree') this.trees.set(key, value as string);
    else if (kind === 'seen') this.seen.set(key, value as string);
    else if (kind === 'sent') this.#sent.set(key, [...(this.#sent.get(key) ?? []), value]);
    else {
      const taken = kind === 'received' ? (value as Received | null) : null;
      if (taken !== null) this.takeSent(taken.name);
      let place = this.#places.get(key);
      if (place === undefined) this.#places.set(key, (place = {}));
      if (kind === 'decided' && value !== null) this.#news.add(key);
      else if (kind !== 'vote' && kind !== 'resolved') this.#news.clear();
      // Each kind was written with the value that its reader takes.
      readers[kind]?.(place, value as never, at);
    }
  }

  get isEmpty(): boolean {
    return this.#places.size === 0;
  }

  at(key: string): Place | undefined {
    return this.#places.get(key);
  }

  places(): Iterable<readonly [string, Place]> {
    return this.#places;
  }

  /** Whether the decision at a place is one that no earlier life has heard of. */
  isNews(key: string): boolean {
    return this.#news.has(key);
  }

  /** The acts that were under way when an earlier life ended, and about which nobody was asked; without what undoes. */
  get underWay(): readonly string[] {
    return [...this.#places].flatMap(([key, { intent, outcome, attention }]) =>
      intent === undefined || outcome !== undefined || attention !== undefined || key.includes('!') ? [] : [key],
    );
  }

  /** Takes the first message of that name that nobody has taken; `undefined` when there is none. */
  takeSent(name: string): { readonly message: unknown } | undefined {
    const waiting = this.#sent.get(name);
    return waiting === undefined || waiting.length === 0 ? undefined : { message: waiting.shift() };
  }

  /** Whether there is anything below a path. */
  hasBegun(path: string): boolean {
    if (this.#places.size === 0) return false;
    // What is added in this life need not be found: it has begun before whoever asks.
    const keys = (this.#sorted ??= [...this.#places.keys()].toSorted());
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((keys[middle] as string) < path) low = middle + 1;
      else high = middle;
    }
    return keys[low]?.startsWith(path) === true;
  }
}
