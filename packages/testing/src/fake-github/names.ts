/** GitHub keeps the case in which labels, logins and teams are written, and takes no notice of it. */
export const isSameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Those of `names` that are not among `others`, each once. */
export const newAmong = (names: readonly string[], others: readonly string[]): string[] =>
  names.filter(
    (name, index) =>
      !others.some((other) => isSameName(name, other)) &&
      names.findIndex((earlier) => isSameName(earlier, name)) === index,
  );

/** Splits a list into what stays and what is named to go. */
export const without = (all: readonly string[], names: readonly string[]) => ({
  kept: all.filter((one) => !names.some((name) => isSameName(one, name))),
  removed: all.filter((one) => names.some((name) => isSameName(one, name))),
});
