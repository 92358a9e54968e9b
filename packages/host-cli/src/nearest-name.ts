/** How many letters differ between two names (the distance of Levenshtein, with a swap of neighbours counting once). */
const distance = (one: string, other: string): number => {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const next = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      next.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (next[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    beforeLast = last;
    last = next;
  }
  return last[other.length] ?? 0;
};

/** As many letters may differ, as a share of the longer name, for a name to have been meant. */
const shareThatMayDiffer = 0.4;

/** The names that may have been meant: the nearest, and others that are as near. */
export const nearestNames = (given: string, names: readonly string[]): readonly string[] => {
  const far = names.map((name) => ({ name, letters: distance(given, name) }));
  const least = Math.min(...far.map(({ letters }) => letters));
  return far
    .filter(
      ({ name, letters }) => letters === least && letters <= shareThatMayDiffer * Math.max(given.length, name.length),
    )
    .map(({ name }) => name);
};

/** A hint that names what may have been meant, or else all that there is. */
export const suggestion = (given: string, names: readonly string[]): string => {
  const near = nearestNames(given, names);
  return near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `There are: ${names.join(', ')}.`;
};
