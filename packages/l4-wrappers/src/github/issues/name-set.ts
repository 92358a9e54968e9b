/** GitHub keeps the case in which labels, logins and teams are written, and takes no notice of it. */
export const isSameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Those of `names` that are among `others`, as `names` writes them. */
export const namesAmong = (names: readonly string[], others: readonly string[]): string[] =>
  names.filter((name) => others.some((other) => isSameName(name, other)));

/** Those of `names` that are not among `others`, each once. */
export const namesNotAmong = (names: readonly string[], others: readonly string[]): string[] =>
  names.filter(
    (name, index) =>
      !others.some((other) => isSameName(name, other)) &&
      names.findIndex((earlier) => isSameName(earlier, name)) === index,
  );
