import { type Call, type PerformedOperation, type Policy, createPolicy } from '@strata/core';
import { z } from 'zod';
import { Lane } from './lane.ts';
import { parseOptions } from './policy-options.ts';
import { Quotas } from './quotas.ts';

const lane = (maxConcurrent: number, minTimeMs: number) =>
  z.strictObject({
    maxConcurrent: z.int().positive().default(maxConcurrent),
    minTimeMs: z.number().nonnegative().default(minTimeMs),
    perMinute: z.int().positive().optional(),
    perHour: z.int().positive().optional(),
    resource: z.string().min(1).default('core'),
  });

const optionsSchema = z.strictObject({
  read: lane(10, 0).prefault({}),
  write: lane(1, 1000).prefault({}),
  classes: z.record(z.string(), lane(10, 0)).default({}),
  classOf: z
    .custom<ClassOf>((value) => typeof value === 'function', { error: 'must be a function' })
    .default(() => () => undefined),
  slowBelow: z.number().min(0).max(1).default(0.1),
});

/** How many calls of a class may be under way, and how closely they may follow each other. */
export interface LaneOptions {
  /** How many calls may be under way at once. */
  readonly maxConcurrent?: number;
  /** How much time has to lie between the starts of two calls, in milliseconds. */
  readonly minTimeMs?: number;
  /** How many calls may start within any minute. @default unlimited */
  readonly perMinute?: number;
  /** How many calls may start within any hour. @default unlimited */
  readonly perHour?: number;
  /** Which of the tool's quotas these calls count towards, by the name that the tool gives it. @default core */
  readonly resource?: string;
}

/** The class that an operation belongs to; `undefined`: `read` or `write`, by its effect. */
export type ClassOf = (operation: PerformedOperation) => string | undefined;

/** Limits for calls that read, for calls that write or destroy, and for classes of one's own. */
export interface RateLimitOptions {
  /** @default { maxConcurrent: 10, minTimeMs: 0 } */
  readonly read?: LaneOptions;
  /** @default { maxConcurrent: 1, minTimeMs: 1000 } */
  readonly write?: LaneOptions;
  /** Further classes by name, each with a line of its own; what is left out is as for `read`. @default {} */
  readonly classes?: Readonly<Record<string, LaneOptions>>;
  /** Which class an operation belongs to. @default by its effect alone */
  readonly classOf?: ClassOf;
  /** Below which share of its limit a quota is spread over the time until its reset, 0 to 1. @default 0.1 */
  readonly slowBelow?: number;
}

/** Which line each of a tool's operations waits in: decided once, so that a name that is not there shows at once. */
const lanesOf = (
  tool: { readonly operations: Readonly<Record<string, PerformedOperation>> },
  lanes: ReadonlyMap<string, Lane>,
  classOf: ClassOf,
): ReadonlyMap<string, Lane> =>
  new Map(
    Object.values(tool.operations).map((operation) => {
      const name = classOf(operation) ?? (operation.effect === 'read' ? 'read' : 'write');
      const found = lanes.get(name);
      if (found === undefined)
        throw new TypeError(`rateLimit: classOf(${operation.name}): there is no class '${name}'`);
      return [operation.name, found];
    }),
  );

const isValid = ({ operation, request }: Call): boolean => {
  const { operation: _name, ...input } = request;
  return operation.input.safeParse(input).success;
};

/**
 * Keeps calls within a tool's limits. Reads, writes and further classes wait in lines of their own. A line stops while
 * its quota is used up (`meta.rateLimit`), and all of them for as long as a `rate_limited` answer says. Before that
 * they slow down: as soon as less than `slowBelow` of a quota is left, its calls start `time until the reset ÷
 * (calls left + 1)` apart, so that it lasts. A call whose turn would come after its deadline is `rate_limited` at once,
 * or at its deadline, behind calls of which nobody knows when they end. Each tool that the policy is put around has limits
 * of its own: one tool, one token.
 *
 * The defaults are GitHub's advice for staying clear of its secondary limits: one write at a time, a second apart
 * (docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api).
 *
 * @throws TypeError naming an option that does not fit; where it is put around a tool, also an operation whose class
 * is not there.
 */
export const rateLimit = (options: RateLimitOptions = {}): Policy => {
  const { read, write, classes, classOf, slowBelow } = parseOptions('rateLimit', optionsSchema, options);
  return createPolicy((tool) => {
    const quotas = new Quotas(slowBelow);
    const limits = Object.entries({ ...classes, read, write });
    const lanes = new Map(limits.map(([name, limit]) => [name, new Lane(limit, quotas)]));
    const laneOf = lanesOf(tool, lanes, classOf);
    return async (call, proceed) => {
      // What the tool is going to refuse does not reach it, and takes nobody's turn.
      if (!isValid(call)) return proceed();
      const { clock } = call.ctx;
      const startedMs = clock.monotonicMs();
      let workedMs = 0;
      // Every operation of the tool was given a lane.
      const answer = await (laneOf.get(call.operation.name) as Lane).take(call, async (ctx) => {
        const begunMs = clock.monotonicMs();
        const worked = await proceed(ctx);
        workedMs = clock.monotonicMs() - begunMs;
        return worked;
      });
      const durationMs = clock.monotonicMs() - startedMs;
      const waitedMs = (answer.meta.waitedMs ?? 0) + durationMs - workedMs;
      return { ...answer, meta: { ...answer.meta, durationMs, waitedMs } };
    };
  });
};
