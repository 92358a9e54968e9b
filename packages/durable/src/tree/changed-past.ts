import type { Outline } from './outline.ts';

/** Where the flow of today differs from the one that a run began with, in a part that the run has been through. */
export interface ChangedPast {
  readonly at: string;
  readonly expected: string;
  readonly found: string;
}

/** A key without the numbers of items and attempts, and without what a saga adds to the keys of acts that it takes back. */
export const plainKey = (key: string): string => key.replaceAll(/#\d+\/|\[\d+\]|![^/]*$/g, '');

/** Which places of a flow a run has been at, from the keys of its journal. */
export const reachedBy = (keys: Iterable<string>): ((outline: Outline) => boolean) => {
  const places = new Set<string>();
  for (const key of keys) {
    // Whoever has been at a place has been at everything that it is inside of.
    let place = plainKey(key);
    while (place !== '' && !places.has(place)) {
      places.add(place);
      place = place.slice(0, Math.max(0, place.lastIndexOf('/')));
    }
  }
  const isReached = ({ key, children }: Outline): boolean =>
    places.has(key.replace(/\/$/, '')) || children.some(isReached);
  return isReached;
};

/**
 * What of a run's past is no longer so. What the run has not reached may have been added, changed or taken away; in what
 * it has been through each node has to be where it was, or going through it again would do something else.
 */
export const changedPast = (
  then: Outline,
  now: Outline | undefined,
  isReached: (outline: Outline) => boolean,
): ChangedPast | undefined => {
  if (now === undefined || now.label !== then.label || now.key !== then.key)
    return { at: then.key, expected: then.label, found: now?.label ?? 'nothing' };
  if (!isReached(then)) return undefined;
  if (then.by === 'name') {
    const byKey = new Map(now.children.map((child) => [child.key, child]));
    return firstOf(then.children.filter(isReached), (child) => changedPast(child, byKey.get(child.key), isReached));
  }
  const last = then.children.findLastIndex(isReached);
  return firstOf(then.children.slice(0, last + 1), (child, index) =>
    changedPast(child, now.children[index], isReached),
  );
};

const firstOf = (
  children: readonly Outline[],
  look: (child: Outline, index: number) => ChangedPast | undefined,
): ChangedPast | undefined => {
  for (const [index, child] of children.entries()) {
    const found = look(child, index);
    if (found !== undefined) return found;
  }
  return undefined;
};
