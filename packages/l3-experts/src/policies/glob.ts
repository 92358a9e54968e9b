import { posix } from 'node:path';

/** `*` is any run of characters within a segment, `?` any one of them; all else is itself, a leading dot included. */
const segmentPattern = (segment: string, flags: string): RegExp => {
  const escaped = segment.replaceAll(/[\\^$.+()[\]{}|]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll(/\*+/g, '.*').replaceAll('?', '.')}$`, `${flags}su`);
};

const matchesFrom = (patterns: readonly (RegExp | '**')[], segments: readonly string[]): boolean => {
  // Whether the patterns from here on match the segments from there on, built from the ends.
  let row = [...segments.map(() => false), true];
  for (const pattern of patterns.toReversed()) {
    const next: boolean[] = Array.from({ length: row.length }, () => false);
    for (let at = segments.length; at >= 0; at--) {
      const segment = segments[at];
      next[at] =
        pattern === '**'
          ? row[at] === true || next[at + 1] === true
          : segment !== undefined && row[at + 1] === true && pattern.test(segment);
    }
    row = next;
  }
  return row[0] === true;
};

/**
 * Whether a value with segments fits a glob: `octo/*`, `src/**`, `*.md`. `**` is any number of segments, none included.
 * Our own, because Node's `path.matchesGlob` warns of itself on older releases of Node 24, and files whose names begin
 * with a dot must not slip through a rule.
 */
export const matchesGlob = (value: string, glob: string, options: { readonly ignoreCase?: boolean } = {}): boolean =>
  matchesFrom(
    glob
      .split('/')
      .map((segment) => (segment === '**' ? segment : segmentPattern(segment, options.ignoreCase === true ? 'i' : ''))),
    value.split('/'),
  );

/** A path without detours: `src/../secrets` is `secrets`, `./a//b` is `a/b`, and a backslash separates like a slash. */
export const withoutDetours = (value: string): string => {
  const slashed = value.replaceAll('\\', '/');
  return slashed === ''
    ? ''
    : posix
        .normalize(slashed)
        .replace(/^\.\//, '')
        .replace(/(?<=.)\/$/, '');
};
