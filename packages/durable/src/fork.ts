import type { Classified } from '@strata/core';
import type { Entry, EntryKind } from './journal/entry.ts';
import type { Outline } from './tree/outline.ts';
import { plainKey } from './tree/changed-past.ts';

/** What a run may take over from another one: what was done, decided, waited for; not what was tried and failed. */
const inherited: ReadonlySet<EntryKind> = new Set([
  'succeeded',
  'woke',
  'kept',
  'timer',
  'decided',
  'received',
  'tree',
  'taken_back',
]);

/** The places of a flow in the order of the tree. */
const placesOf = (outline: Outline): readonly string[] => [outline.key, ...outline.children.flatMap(placesOf)];

/** The place of the outermost node that a key belongs to: what is inside of an operation stands where that stands. */
const orderOf = (places: ReadonlyMap<string, number>, key: string): number => {
  let place = plainKey(key);
  for (;;) {
    const found = places.get(place);
    if (found !== undefined) return found;
    if (place === '') return 0;
    place = place.slice(0, Math.max(0, place.lastIndexOf('/')));
  }
};

/** The keys of the writes that a saga of the run has taken back, or has found never to have happened. */
const takenBack = (entries: readonly Entry[]): ReadonlySet<string> =>
  new Set(
    entries.flatMap(({ kind, key }) => {
      const undone = /^(.*)!undo$/.exec(key)?.[1];
      return undone !== undefined && kind === 'succeeded' ? [undone] : [];
    }),
  );

/** Whether what is at a place is gone: it was taken back, or the operation that it is inside of. */
const isGoneFrom =
  (undone: ReadonlySet<string>) =>
  (key: string): boolean => {
    for (let place = key; place !== ''; place = place.slice(0, Math.max(0, place.lastIndexOf('/'))))
      if (undone.has(place)) return true;
    return false;
  };

/**
 * What still stands once something was taken back: all that came before it, and later writes that were not. What was
 * read, decided or heard afterwards was about a world that is gone, so it is read, asked and waited for again.
 */
const standing = (entries: readonly Entry[], isGone: (key: string) => boolean): ReadonlySet<Entry> => {
  const first = entries.findIndex(({ key }) => isGone(key));
  if (first === -1) return new Set(entries);
  const writes = new Set(entries.flatMap(({ kind, key }) => (kind === 'intent' ? [key] : [])));
  const later = entries.slice(first).filter(({ kind, key }) => kind === 'tree' || writes.has(key));
  return new Set([...entries.slice(0, first), ...later]);
};

/**
 * What a new run takes over from an earlier one, so that it goes on from a node: all that lies before it. Without a node
 * everything that was done and still stands.
 */
export const inheritedBy = (
  outline: Outline,
  entries: readonly Entry[],
  from: string | undefined,
): readonly Entry[] | Classified => {
  const places = new Map<string, number>();
  for (const [index, place] of placesOf(outline).entries()) if (!places.has(place)) places.set(place, index);
  const start = from === undefined ? Infinity : places.get(plainKey(from));
  if (start === undefined) return { kind: 'not_found', message: `the flow has no node '${from}'` };
  const isGone = isGoneFrom(takenBack(entries));
  const isBefore = ({ key }: Entry): boolean => orderOf(places, key) < start;
  const gone = entries.find((entry) => from !== undefined && isGone(entry.key) && isBefore(entry));
  if (gone !== undefined)
    return {
      kind: 'conflict',
      message: `what '${gone.key}' had done was taken back since: nothing can go on from there`,
      hint: 'Fork from an earlier node, or start a new run.',
    };
  // What a saga did to take back belongs to the run that failed, and so does what was taken back.
  const stands = standing(entries, isGone);
  return entries.filter(
    (entry) =>
      inherited.has(entry.kind) &&
      !entry.key.includes('!') &&
      !isGone(entry.key) &&
      stands.has(entry) &&
      isBefore(entry),
  );
};
