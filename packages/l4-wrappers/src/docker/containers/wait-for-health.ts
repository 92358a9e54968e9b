import { type Classified, type Handler, type HandlerContext, defineOperation, sleepFor } from '@strata/core';
import type { ContainerInspectInfo } from 'dockerode';
import { z } from 'zod';
import { classifyDockerError } from '../engine/docker-failures.ts';
import { type Engine, LimitReached } from '../engine/engine.ts';
import { wasNeverSent } from '../engine/engine-answer.ts';
import { NotHealthy } from './not-healthy.ts';
import { containerReference } from '../engine/references.ts';
import { parseAnswer } from '../engine/unexpected-answer.ts';

const status = z
  .enum([
    'created',
    'running',
    'starting',
    'healthy',
    'unhealthy',
    'paused',
    'restarting',
    'removing',
    'exited',
    'dead',
  ])
  .describe('What its check says; without a check, what the container is doing.');

/**
 * Waits until a container is well: until its check says healthy, or, when it has none, until it runs. One that becomes
 * unhealthy, or ends, is the failure `refused`, with what its check or its exit code said. That the engine cannot be
 * asked for a while is nothing new, and does not end the wait: its time does, with `timed_out`. One that is not there to
 * begin with is `unavailable` at once.
 */
export const waitForHealth = defineOperation({
  name: 'wait_for_health',
  summary: 'Wait until a container is healthy.',
  effect: 'read',
  input: z.object({
    container: containerReference,
    timeoutMs: z.int().positive().default(60_000).describe('Longest time to wait, in milliseconds.'),
    everyMs: z.int().positive().default(250).describe('How often to look, in milliseconds.'),
  }),
  output: z.object({
    container: z.string().describe('The id or name that was given.'),
    status: z.enum(['healthy', 'running']).describe('running: it has no check.'),
    waitedMs: z.number().nonnegative().describe('How long it took, in milliseconds.'),
  }),
  part: z.object({ status }),
});

const statusOf = ({ Health, Status }: ContainerInspectInfo['State']): z.output<typeof status> => {
  const health = Health === undefined || Health.Status === 'none' || Status !== 'running' ? Status : Health.Status;
  return parseAnswer(status, health, 'the state of a container');
};

const isOver = (seen: z.output<typeof status>): boolean =>
  seen === 'unhealthy' || seen === 'exited' || seen === 'dead' || seen === 'removing';

/** What a look failed with that may pass by itself; `undefined` for anything else. */
const passing = (thrown: unknown, isFirst: boolean, ctx: HandlerContext<never>): Classified | undefined => {
  if (isFirst && wasNeverSent(thrown)) return undefined;
  const failure = classifyDockerError(thrown, waitForHealth, ctx);
  const { kind } = failure ?? {};
  return kind === 'unavailable' || kind === 'timed_out' || kind === 'rate_limited' ? failure : undefined;
};

/** Performs `wait_for_health`. */
export const handleWaitForHealth =
  (engine: Engine): Handler<typeof waitForHealth> =>
  async ({ container, timeoutMs, everyMs }, ctx) => {
    const startedMs = ctx.clock.monotonicMs();
    let last: z.output<typeof status> | undefined;
    for (;;) {
      let problem: Classified | undefined;
      try {
        const { State } = await engine.ask(ctx, (docker, abortSignal) =>
          docker.getContainer(container).inspect({ abortSignal }),
        );
        const seen = statusOf(State);
        if (seen !== last) await ctx.tell({ status: seen });
        last = seen;
        const waitedMs = ctx.clock.monotonicMs() - startedMs;
        if (seen === 'healthy' || seen === 'running') return { container, status: seen, waitedMs };
        if (isOver(seen)) throw new NotHealthy(container, seen, State);
      } catch (thrown) {
        problem = passing(thrown, last === undefined, ctx);
        if (problem === undefined) throw thrown;
      }
      const leftMs = timeoutMs - (ctx.clock.monotonicMs() - startedMs);
      const pauseMs = problem?.kind === 'rate_limited' ? problem.retryAfterMs : 0;
      if (leftMs > 0) await sleepFor(ctx.clock, Math.min(Math.max(everyMs, pauseMs), leftMs), ctx.signal);
      ctx.signal.throwIfAborted();
      if (leftMs <= 0 || pauseMs > leftMs) throw new LimitReached(timeoutMs, problem?.message);
    }
  };
