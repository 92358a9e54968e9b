/** What pytest itself counts in its last line, as far as it can be read. */
export interface SummaryLine {
  readonly failed: number;
  readonly errors: number;
  readonly deselected: number;
}

const line = /^=*\s*((?:\d+ [a-z][a-z ]*(?:, )?)+|no tests ran)\s+in [\d.]+s\b/;

/** Reads pytest's last line, in whatever order it counts. `undefined`: there is none, as with `-qq` or other reporters. */
export const parseSummaryLine = (stdout: string): SummaryLine | undefined => {
  const counted = stdout.split('\n').findLast((text) => line.test(text));
  if (counted === undefined) return undefined;
  const countOf = (noun: RegExp): number => Number(counted.match(new RegExp(`(\\d+) ${noun.source}\\b`))?.[1] ?? 0);
  return { failed: countOf(/failed/), errors: countOf(/errors?/), deselected: countOf(/deselected/) };
};
