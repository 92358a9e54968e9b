/** A part of a suite. */
export interface Shard {
  readonly tests: readonly string[];
  /** How long its tests took in earlier runs, in milliseconds. */
  readonly expectedMs: number;
}

const median = (values: readonly number[]): number | undefined =>
  values.toSorted((one, other) => one - other)[values.length >> 1];

/**
 * Divides tests into shards that take about the same time: the longest first, each to the shard that has the least so far
 * ("longest processing time first", R. L. Graham 1969: at most 4/3 of the best that is possible). A test that nobody has
 * timed counts like the one in the middle. Within a shard tests keep their order; no shard is empty.
 */
export const balanceShards = (
  tests: readonly string[],
  durationOf: (id: string) => number | undefined,
  count: number,
): readonly Shard[] => {
  const usual = median(tests.flatMap((id) => durationOf(id) ?? [])) ?? 1;
  const timed = tests.map((id, position) => ({ id, position, ms: durationOf(id) ?? usual }));
  const shards = Array.from({ length: Math.min(count, tests.length) }, () => ({
    expectedMs: 0,
    tests: [] as (typeof timed)[number][],
  }));
  for (const test of timed.toSorted((one, other) => other.ms - one.ms || one.position - other.position)) {
    const [first, ...others] = shards;
    if (first === undefined) break;
    const least = others.reduce(
      (found, shard) =>
        shard.expectedMs < found.expectedMs ||
        (shard.expectedMs === found.expectedMs && shard.tests.length < found.tests.length)
          ? shard
          : found,
      first,
    );
    least.tests.push(test);
    least.expectedMs += test.ms;
  }
  return shards.map(({ expectedMs, tests: chosen }) => ({
    expectedMs,
    tests: chosen.toSorted((one, other) => one.position - other.position).map(({ id }) => id),
  }));
};
