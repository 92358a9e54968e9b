/** What every call reports besides its data, whether it succeeded or failed. */
export interface Meta {
  /** Wall time of the call in milliseconds, waits between attempts included. */
  readonly durationMs: number;
  /** How often the tool was asked: 1 unless a policy retried, 0 when it was answered without the tool. */
  readonly attempts: number;
  /** What the tool said about its quota, if it has one. */
  readonly rateLimit?: RateLimit;
  /** True when the tool was not asked for this call: the answer was kept, or another caller had just asked for it. */
  readonly cached?: boolean;
  /** How much of `durationMs` was spent waiting, for a turn or for the next attempt; absent when no policy waits. */
  readonly waitedMs?: number;
}

/** A quota as a tool reports it. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** When the quota is full again, in milliseconds since the epoch. */
  readonly resetsAt: number;
  /** Which of the tool's quotas this is, where it has several (GitHub: `core`, `search`). */
  readonly resource?: string;
}

export interface Success<Data> {
  readonly success: true;
  readonly data: Data;
  readonly meta: Meta;
}

export interface Failed<Error> {
  readonly success: false;
  readonly error: Error;
  readonly meta: Meta;
}

/** How every operation and every flow answers. Failures are values; what is thrown is a bug. */
export type Result<Data, Error> = Success<Data> | Failed<Error>;

const noMeta: Meta = Object.freeze({ durationMs: 0, attempts: 1 });

/** Makes a success. */
export const succeed = <Data>(data: Data, meta: Meta = noMeta): Success<Data> => ({ success: true, data, meta });

/** Makes a failure. */
export const fail = <const Error>(error: Error, meta: Meta = noMeta): Failed<Error> => ({
  success: false,
  error,
  meta,
});
