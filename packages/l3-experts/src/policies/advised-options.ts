import type { ClassOf, RateLimitOptions } from './rate-limit.ts';

/** Options of which any may be left out, at whatever depth. */
export type Partially<Options> = Options extends readonly unknown[] | ((...given: never[]) => unknown)
  ? Options
  : Options extends object
    ? { readonly [Name in keyof Options]?: Partially<Options[Name]> }
    : Options;

/** Only plain objects are looked into: a store or a list of rules is one thing, and is taken as it was given. */
const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const merge = (given: unknown, advised: unknown): unknown => {
  if (given === undefined) return advised;
  if (!isPlain(given) || !isPlain(advised)) return given;
  const names = new Set([...Object.keys(advised), ...Object.keys(given)]);
  return Object.fromEntries([...names].map((name) => [name, merge(given[name], advised[name])]));
};

/**
 * Options as they were given, with what an expert advises wherever they say nothing: field by field, also within lanes
 * and within the limits of single operations. Whether they fit is the policy's to find out.
 */
export const withAdvice = <Options extends object>(
  given: Partially<NoInfer<Options>> | undefined,
  advised: Options,
): Options =>
  // Every field is from one of the two, and what is missing in one is there in the other.
  merge(given, advised) as Options;

/**
 * The same for `rateLimit`, where an operation that the caller's `classOf` says nothing of stays in the class that the
 * expert has it in.
 */
export const limitsWithAdvice = (given: RateLimitOptions | undefined, advised: RateLimitOptions): RateLimitOptions => {
  const merged = withAdvice<RateLimitOptions>(given, advised);
  const [own, expert] = [given?.classOf, advised.classOf];
  if (typeof own !== 'function' || expert === undefined) return merged;
  const classOf: ClassOf = (operation) => own(operation) ?? expert(operation);
  return { ...merged, classOf };
};
