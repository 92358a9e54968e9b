/** One figure of the bench. */
export interface Row {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  /** What it is compared with, measured in the same run. */
  readonly peer?: string;
  /** Ours divided by the peer's. */
  readonly ratio?: number;
  /** The limit that it has to keep, in words. */
  readonly goal?: string;
  /** What has to be said beside it. */
  readonly note?: string;
}

/** Measures some figures. */
export interface Bench {
  /** What the ids of its rows begin with. */
  readonly prefix: string;
  readonly run: () => Promise<readonly Row[]>;
}

/** The value in the middle. */
export const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
