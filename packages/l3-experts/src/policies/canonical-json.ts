const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, part]) => [name, sorted(part)]));
};

/**
 * One text for one value, whatever order its fields were written in (as RFC 8785 sorts them). Fields that are
 * `undefined` count as absent.
 */
export const canonicalJson = (value: unknown): string =>
  // Through JSON first: what prints itself as something else (a Secret) must not be walked into. A key like `__proto__`
  // or `1` stays where `Object.fromEntries` puts it, which is the same place every time.
  JSON.stringify(sorted(JSON.parse(JSON.stringify(value ?? null))));
