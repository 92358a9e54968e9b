import { type Call, type Failure, type Policy, type Result, createFailure, createPolicy, fail } from '@strata/core';
import { ConsecutiveBreaker, CountBreaker, type IBreaker } from 'cockatiel';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { Circuit, type CircuitPhase } from './circuit.ts';
import { parseOptions } from './policy-options.ts';

const aFunction = <Type>() => z.custom<Type>((value) => typeof value === 'function', { error: 'must be a function' });

const optionsSchema = z
  .strictObject({
    failures: z.int().positive().optional(),
    share: z
      .strictObject({
        threshold: z.number().gt(0).lt(1),
        of: z.int().positive(),
        atLeast: z.int().positive().optional(),
      })
      .refine(({ of, atLeast = of }) => atLeast <= of, { error: 'must not be more than of', path: ['atLeast'] })
      .optional(),
    openMs: z.number().positive().default(30_000),
    keyOf: aFunction<(call: Call) => string>().optional(),
    onChange: aFunction<(change: CircuitChange) => void>().optional(),
  })
  .refine(({ failures, share }) => failures === undefined || share === undefined, {
    error: 'failures or share, not both',
  });

/** A circuit that has changed its phase. */
export interface CircuitChange {
  readonly tool: string;
  /** What `keyOf` gave; empty without. */
  readonly key: string;
  readonly phase: CircuitPhase;
}

/** When a tool is left alone, and for how long. */
export interface CircuitBreakerOptions {
  /** Opens after so many failures in a row. @default 5, unless `share` is given */
  readonly failures?: number;
  /** Opens when more than `threshold` (0 to 1) of the last `of` calls have failed, once there were `atLeast`. */
  readonly share?: { readonly threshold: number; readonly of: number; readonly atLeast?: number };
  /** For how long nobody asks the tool, in milliseconds, before one call tries. @default 30_000 */
  readonly openMs?: number;
  /** Calls that stand or fall together, by a name: a host, a region. @default all calls of the tool */
  readonly keyOf?: (call: Call) => string;
  /** Hears of every change of phase. Must not throw. */
  readonly onChange?: (change: CircuitChange) => void;
}

/** The policy, and what it knows. */
export interface CircuitBreaker extends Policy {
  /** The present phase of every circuit that was used, of the last 1000 tools that the policy was put around. */
  readonly phases: () => readonly CircuitChange[];
}

/** As many circuits are remembered for one tool; the one that was used longest ago goes first. */
const maxCircuits = 1000;

/** `phases` tells of as many tools, those that the policy was put around last. */
const maxTools = 1000;

const leftAlone = (call: Call, retryAfterMs: number | undefined): Result<unknown, Failure> => {
  const { name } = call.tool;
  const message =
    retryAfterMs === undefined
      ? `${name} has failed too often; one call is finding out whether it is back`
      : `${name} has failed too often, and is left alone for ${Math.ceil(retryAfterMs)} ms`;
  return fail(
    createFailure(call.operation.name, {
      kind: 'unavailable',
      message,
      hint: 'Try again later; the failures before this one say what is wrong.',
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      mayHaveHappened: false,
    }),
    { durationMs: 0, attempts: 0 },
  );
};

/** Whether it was the caller who gave the call too little time: by its deadline, or by a limit in the request itself. */
const isImpatient = ({ ctx, request }: Call, answer: Result<unknown, Failure> | undefined): boolean => {
  if (answer?.success !== false || answer.error.kind !== 'timed_out') return false;
  const own = 'timeoutMs' in request ? request.timeoutMs : undefined;
  return ctx.clock.now() >= (ctx.deadlineAt ?? Infinity) || own === answer.error.limitMs;
};

/**
 * Leaves a tool alone that is down. After too many failures (`unavailable` and `timed_out`; no others count) calls are
 * answered `unavailable` at once, with `retryAfterMs`, and surely have not happened. After `openMs` one call tries,
 * while all others are still turned away; its success closes the circuit, its failure opens it for as long again. A
 * call that ends without saying anything about the tool (it was cancelled, its input was wrong, its caller's own limit or
 * deadline was too short, nobody asked the tool) changes nothing.
 *
 * @throws TypeError naming an option that does not fit.
 */
export const circuitBreaker = (options: CircuitBreakerOptions = {}): CircuitBreaker => {
  const { failures = 5, share, openMs, keyOf, onChange } = parseOptions('circuitBreaker', optionsSchema, options);
  const judge = (): IBreaker =>
    share === undefined
      ? new ConsecutiveBreaker(failures)
      : new CountBreaker({
          threshold: share.threshold,
          size: share.of,
          minimumNumberOfCalls: share.atLeast ?? share.of,
        });
  const known: { readonly tool: string; readonly circuits: LRUCache<string, Circuit> }[] = [];

  const policy = createPolicy((tool) => {
    const circuits = new LRUCache<string, Circuit>({ max: maxCircuits });
    known.push({ tool: tool.name, circuits });
    if (known.length > maxTools) known.shift();
    return async (call, proceed) => {
      const key = keyOf?.(call) ?? '';
      const change = (phase: CircuitPhase): void => onChange?.({ tool: tool.name, key, phase });
      const circuit =
        circuits.get(key) ?? new Circuit({ breaker: judge(), openMs, clock: call.ctx.clock, onChange: change });
      circuits.set(key, circuit);
      const entry = circuit.enter();
      if (!entry.mayPass) return leftAlone(call, entry.retryAfterMs);
      let answer: Result<unknown, Failure> | undefined;
      try {
        answer = await proceed();
        return answer;
      } finally {
        circuit.learn(entry.pass, answer, isImpatient(call, answer));
      }
    };
  });
  const phases = (): readonly CircuitChange[] =>
    known.flatMap(({ tool, circuits }) => [...circuits.entries()].map(([key, { phase }]) => ({ tool, key, phase })));
  return Object.assign(policy, { phases });
};
