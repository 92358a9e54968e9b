/** One file and how many lines it has. */
export interface FileSize {
  readonly path: string;
  readonly lines: number;
}

/** How long the files of one kind are. */
export interface Sizes {
  readonly files: number;
  readonly lines: number;
  readonly median: number;
  readonly p90: number;
  readonly longest: FileSize;
}

/** The most lines that a source file may have: half of the files, nine in ten, and any. */
export const limits = { median: 90, p90: 220, max: 300 } as const;

/** How many lines of tests a line of source deserves. */
export const wantedTestRatio = 1.2;

const noFile: FileSize = { path: 'none', lines: 0 };

/** The smallest length that at least this share (0 to 1) of the files don't exceed. */
const quantile = (sorted: readonly FileSize[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]?.lines ?? 0;

/** Measures a set of files. */
export const measure = (files: readonly FileSize[]): Sizes => {
  const sorted = files.toSorted((a, b) => a.lines - b.lines);
  return {
    files: files.length,
    lines: files.reduce((sum, file) => sum + file.lines, 0),
    median: quantile(sorted, 0.5),
    p90: quantile(sorted, 0.9),
    longest: sorted.at(-1) ?? noFile,
  };
};

/** What is too long, one line each; nothing measured is a finding too. */
export const findTooLong = (sizes: Sizes): readonly string[] => {
  if (sizes.files === 0) return ['no source file seen: the check is blind'];
  const found: string[] = [];
  if (sizes.median > limits.median) found.push(`median ${sizes.median} lines, at most ${limits.median}`);
  if (sizes.p90 > limits.p90) found.push(`nine in ten up to ${sizes.p90} lines, at most ${limits.p90}`);
  if (sizes.longest.lines > limits.max) {
    found.push(`${sizes.longest.path} has ${sizes.longest.lines} lines, at most ${limits.max}`);
  }
  return found;
};
