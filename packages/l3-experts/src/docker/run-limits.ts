import { availableParallelism } from 'node:os';
import { type Policy, createFailure, createPolicy, fail } from '@strata/core';
import { z } from 'zod';
import { parseOptions } from '../policies/policy-options.ts';
import { type RunRequest, readRun } from './run-request.ts';

const limits = z.strictObject({
  memoryBytes: z.int().positive().optional(),
  cpus: z.number().positive().optional(),
  pidsLimit: z.int().positive().optional(),
});

const gigabyte = 1_073_741_824;

/** Two processors, where there are as many: the engine refuses more than its machine has. */
const usual = { memoryBytes: 2 * gigabyte, cpus: Math.min(2, availableParallelism()), pidsLimit: 1024 };

const optionsSchema = z.strictObject({
  usual: limits.default({}),
  most: limits.default({}),
  noNewPrivileges: z.boolean().default(true),
});

/** How much of its machine a container may use. */
export interface Limits {
  readonly memoryBytes?: number;
  readonly cpus?: number;
  readonly pidsLimit?: number;
}

/** The limits of containers. */
export interface RunLimitsOptions {
  /** For a run that says nothing itself. @default 2 GiB, 2 processors, 1024 processes and threads */
  readonly usual?: Limits;
  /** What a run may ask for at most. @default {}: whatever it likes */
  readonly most?: Limits;
  /** Whether programs may not get more rights than they were started with (setuid). @default true */
  readonly noNewPrivileges?: boolean;
}

const fields = ['memoryBytes', 'cpus', 'pidsLimit'] as const;

/** What the run gets: what it asked for, otherwise the usual, which is no more than the most. */
const limitsFor = (run: RunRequest, usualLimits: Limits, most: Limits): Limits =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const given = run[field] ?? Math.min(usualLimits[field] ?? usual[field], most[field] ?? Infinity);
      return [[field, given]];
    }),
  );

/**
 * Gives every run limits: those that it asks for, within bounds, and the usual ones where it asks for none. One that asks
 * for more than it may is `forbidden`, with the rule `limits`.
 *
 * @throws TypeError naming an option that does not fit.
 */
export const runLimits = (options: RunLimitsOptions = {}): Policy => {
  const parsed = parseOptions('runLimits', optionsSchema, options);
  // The schema has let nothing through that is undefined but absent.
  const usualLimits = parsed.usual as Limits;
  const most = parsed.most as Limits;
  return createPolicy((tool) => async (call, proceed) => {
    const run = readRun(call);
    if (run === undefined) return proceed();
    const tooMuch = fields.find((field) => (run[field] ?? 0) > (most[field] ?? Infinity));
    if (tooMuch !== undefined) {
      const message = `${tooMuch}: a container may have ${most[tooMuch]} at most, not ${run[tooMuch]}`;
      const failure = createFailure(call.operation.name, { kind: 'forbidden', message, rule: 'limits' });
      return fail(failure, { durationMs: 0, attempts: 0 });
    }
    const isSaid = run.securityOpts.some((option) => /^no-new-privileges($|[=:])/.test(option));
    const securityOpts =
      parsed.noNewPrivileges && !isSaid && !run.privileged
        ? [...run.securityOpts, 'no-new-privileges']
        : run.securityOpts;
    return tool.execute(
      { ...call.request, ...limitsFor(run, usualLimits, most), securityOpts } as typeof call.request,
      call.ctx,
    );
  });
};
