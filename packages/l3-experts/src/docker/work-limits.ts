import type { Call, Policy } from '@strata/core';
import { z } from 'zod';
import { parseOptions } from '../policies/policy-options.ts';
import { timeout } from '../policies/timeout.ts';
import { readInput, readRun } from './run-request.ts';

const ms = z.int().positive();
const optionsSchema = z.strictObject({
  startMs: ms.default(30_000),
  stopMs: ms.default(10_000),
  pullMs: ms.default(300_000),
  buildMs: ms.default(600_000),
  graceMs: ms.default(30_000),
});

/** How long work may take whose length depends on what it is asked for, in milliseconds. */
export interface WorkLimitsOptions {
  /** Making and starting a container that is not waited for. @default 30_000 */
  readonly startMs?: number;
  /** Stopping or restarting one, beyond the grace that it is given itself. @default 10_000 */
  readonly stopMs?: number;
  /** Pulling an image, unless the request says otherwise. @default 300_000 */
  readonly pullMs?: number;
  /** Building or pushing one, unless the request says otherwise. @default 600_000 */
  readonly buildMs?: number;
  /** How long work is waited for that was told to end: longer than its own clean-up may take. @default 30_000 */
  readonly graceMs?: number;
}

const stopShape = z.object({ graceSeconds: z.number() });
const given = z.object({ timeoutMs: z.number() });

/** The limit that stands in the request itself, and not in its schema's default. */
const own = ({ request }: Call): number | undefined => given.safeParse(request).data?.timeoutMs;

/**
 * Limits work whose length depends on what it is asked for; others have no limit but their caller's deadline.
 *
 * @throws TypeError naming an option that does not fit.
 */
export const workLimits = (options: WorkLimitsOptions = {}): Policy => {
  const limits = parseOptions('limits', optionsSchema, options);
  const limitOf = (call: Call): number | null => {
    switch (call.operation.name) {
      case 'run_container':
        return readRun(call)?.detached === true ? limits.startMs : null;
      case 'stop_container':
      case 'restart_container':
        return (readInput(call, stopShape)?.graceSeconds ?? 0) * 1000 + limits.stopMs;
      case 'pull_image':
        return own(call) ?? limits.pullMs;
      case 'build_image':
      case 'push_image':
        return own(call) ?? limits.buildMs;
      default:
        return null;
    }
  };
  return timeout({ limitMs: limitOf, graceMs: limits.graceMs });
};
