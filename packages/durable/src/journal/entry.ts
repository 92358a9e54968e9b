/** What an entry of a run's journal says. Numbers, because that is what is stored; never given another meaning. */
export const entryKinds = {
  /** A write is about to be made: `{ request, callId }`; null: it was not, after all. */
  intent: 1,
  /** An act succeeded: its data. */
  succeeded: 2,
  /** An act failed: its error. */
  failed: 3,
  /** A time began to run: when it is over, in milliseconds since the epoch. */
  timer: 4,
  /** A sleep is over (true), or was ended by cancellation (false). */
  woke: 5,
  /** A time limit was kept (true) or not. */
  kept: 6,
  /** A flow began at this path: the hash of its tree. */
  tree: 7,
  /** A gate was opened: its question. */
  asked: 8,
  /** Somebody voted at a gate, or handed their vote on. */
  vote: 9,
  /** A gate was settled: the decision; null: the wait was ended by cancellation. */
  decided: 10,
  /** A run waits for a message of this name. */
  awaited: 11,
  /** A message was sent to the run: its content; the key is its name. */
  sent: 12,
  /** A message was taken: `{ message }`; null: the wait was ended by cancellation. */
  received: 13,
  /** What a write saw before its first attempt. */
  seen: 14,
  /** How often effects were taken back inside a flow that has ended, by the call's name. */
  taken_back: 15,
  /** Something needs a person: what, and since when. */
  attention: 16,
  /** A person's answer to that. */
  resolved: 17,
  /** Those who may decide at a gate were reminded: how many times by now. */
  reminded: 18,
} as const;

export type EntryKind = keyof typeof entryKinds;
export type EntryKindNumber = (typeof entryKinds)[EntryKind];

/** One line of a run's journal, as it was read. */
export interface Entry {
  /** Rises with time, across all runs of a store. */
  readonly id: number;
  readonly kind: EntryKind;
  /** The place in the flow. */
  readonly key: string;
  /** Plain JSON; `undefined` for what was. */
  readonly value: unknown;
  /** When it was written, in milliseconds since the epoch. */
  readonly at: number;
}

const names = new Map<number, EntryKind>(
  Object.entries(entryKinds).map(([name, number]) => [number, name as EntryKind]),
);

/** @throws RangeError for a number that this version does not know. */
export const kindOf = (number: number): EntryKind => {
  const kind = names.get(number);
  if (kind === undefined) throw new RangeError(`there is no kind of entry with the number ${number}`);
  return kind;
};
