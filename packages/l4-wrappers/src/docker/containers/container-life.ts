import type { ContainerCreateOptions } from 'dockerode';
import { z } from 'zod';

/** The unit of Docker's times: a nanosecond. */
const perMs = 1e6;

const healthcheck = z.object({
  command: z
    .array(z.string())
    .describe("Program and arguments that return 0 when all is well; empty: no check, not even the image's."),
  intervalMs: z.int().positive().default(30_000).describe('From one check to the next, in milliseconds.'),
  timeoutMs: z.int().positive().default(30_000).describe('Longest time that a check may take, in milliseconds.'),
  retries: z.int().positive().default(3).describe('So many failures in a row make it unhealthy.'),
  startPeriodMs: z.int().nonnegative().default(0).describe('While it starts, failures do not count; in milliseconds.'),
});

/** How a container lives: what shows that it is well, what happens when it ends, how it is asked to end. */
export const lifeFields = {
  healthcheck: healthcheck.optional().describe("How to see that it is well; absent: the image's own check."),
  restart: z
    .enum(['no', 'on-failure', 'unless-stopped', 'always'])
    .default('no')
    .describe('When the engine starts it again; only for detached containers.'),
  maxRestarts: z.int().positive().optional().describe('With on-failure: so often at most.'),
  init: z.boolean().default(false).describe('Whether a small init collects its orphans and hands on signals.'),
  stopTimeoutMs: z
    .int()
    .nonnegative()
    .optional()
    .describe('How long it may take to end when it is stopped, in milliseconds; absent: 10 s.'),
} as const;

const life = z.object(lifeFields);

/** The same as the engine wants it. */
export const lifeOf = (
  input: z.output<typeof life>,
): Pick<ContainerCreateOptions, 'Healthcheck' | 'StopTimeout'> & {
  readonly HostConfig: NonNullable<ContainerCreateOptions['HostConfig']>;
} => {
  const check = input.healthcheck;
  return {
    ...(check === undefined
      ? {}
      : {
          Healthcheck: {
            Test: check.command.length === 0 ? ['NONE'] : ['CMD', ...check.command],
            Interval: check.intervalMs * perMs,
            Timeout: check.timeoutMs * perMs,
            Retries: check.retries,
            StartPeriod: check.startPeriodMs * perMs,
          },
        }),
    // The engine counts whole seconds.
    ...(input.stopTimeoutMs === undefined ? {} : { StopTimeout: Math.ceil(input.stopTimeoutMs / 1000) }),
    HostConfig: {
      Init: input.init,
      RestartPolicy: { Name: input.restart, MaximumRetryCount: input.maxRestarts ?? 0 },
    },
  };
};
