import { type Failure, type Result, createContext, createFailure, createPolicy, fail } from '@strata/core';
import { DockerSDKWrapper } from '@strata/l4-wrappers/docker';
import { createManualClock } from '@strata/testing';
import { expect, test } from 'vitest';
import { DockerExpert } from './docker-expert.ts';

const open = () => {
  const clock = createManualClock();
  return {
    clock,
    ctx: createContext({ clock }),
    wrapper: new DockerSDKWrapper({ socketPath: '/no/such/docker.sock' }),
  };
};

test('an engine that is not there is asked three times, also for a write: nothing was sent', async () => {
  const { clock, ctx, wrapper } = open();
  let settled = false;
  const answering = new DockerExpert(wrapper)
    .execute({ operation: 'run_container', image: 'x:1' }, ctx)
    .finally(() => (settled = true));
  await expect.poll(() => clock.advance(1000).then(() => settled), { interval: 1 }).toBe(true);
  expect(await answering).toMatchObject({
    success: false,
    error: { kind: 'unavailable', mayHaveHappened: false },
    meta: { attempts: 3 },
  });
  expect(clock.pending).toBe(0);
});

test('options replace the advised ones that they name', async () => {
  const { ctx, wrapper } = open();
  const expert = new DockerExpert(wrapper, { retry: { attempts: 1 } });
  expect(await expert.execute({ operation: 'list_images' }, ctx)).toMatchObject({
    success: false,
    meta: { attempts: 1 },
  });
  expect(() => new DockerExpert(wrapper, { timeout: { limitMs: -1 } })).toThrow(/timeout: limitMs/);
});

/** A tool whose long work never ends by itself, and whose other work ends at once; both are counted. */
const withLongWork = (isLong: (name: string) => boolean) => {
  const begun: string[] = [];
  const policy = createPolicy(() => ({ operation, ctx }) => {
    begun.push(operation.name);
    const { promise, resolve } = Promise.withResolvers<Result<unknown, Failure>>();
    const why = { kind: 'cancelled', message: 'was told to end', mayHaveHappened: false } as const;
    const end = (): void => resolve(fail(createFailure(operation.name, why), { durationMs: 0, attempts: 1 }));
    if (isLong(operation.name)) ctx.signal.addEventListener('abort', end);
    else end();
    return promise;
  });
  return { begun, policy };
};

test('any number of runs, builds, commands and waits keeps no removal, no look and each other waiting', async () => {
  const { wrapper } = open();
  const long = ['run_container', 'exec', 'build_image', 'pull_image', 'push_image', 'wait_for_health'];
  const { begun, policy } = withLongWork((name) => long.includes(name));
  const expert = new DockerExpert(policy(wrapper));
  const controller = new AbortController();
  const ctx = createContext({ signal: controller.signal });
  const work = [
    { operation: 'run_container', image: 'x:1' },
    { operation: 'exec', container: 'x', command: ['true'] },
    { operation: 'build_image', path: '/tmp' },
    { operation: 'wait_for_health', container: 'x' },
  ].map((request) => Array.from({ length: 40 }, () => expert.execute(request as never, ctx)));
  const count = (name: string) => begun.filter((one) => one === name).length;
  await expect.poll(() => long.map(count)).toEqual([16, 16, 16, 0, 0, 40]);
  for (const operation of ['remove_container', 'stop_container', 'inspect_container'] as const)
    expect(await expert.execute({ operation, container: 'x' }, ctx)).toMatchObject({ error: { kind: 'cancelled' } });
  controller.abort();
  await Promise.all(work.flat());
});

test('options that name one lane, one field or one operation leave the others as advised', async () => {
  const { clock, ctx, wrapper } = open();
  const options = {
    retry: { attempts: 2 },
    rateLimit: { read: { maxConcurrent: 20 } },
    timeout: { operations: { list_images: 1000 } },
  };
  const { begun, policy } = withLongWork((name) => name === 'list_images' || name === 'wait_for_health');
  const expert = new DockerExpert(policy(wrapper), options);
  for (let index = 0; index < 3; index += 1) await expert.execute({ operation: 'create_volume' }, ctx);
  // No time passes by itself: a second write a second later would still be waiting.
  expect(begun.length).toBe(3);
  const listing = expert.execute({ operation: 'list_images' }, ctx);
  await expect.poll(() => begun.length).toBe(4);
  await clock.advance(1000);
  // Asked once: what ran out of time is not repeated.
  expect(await listing).toMatchObject({ error: { kind: 'timed_out', limitMs: 1000 }, meta: { attempts: 1 } });
  let settled = false;
  const controller = new AbortController();
  const waiting = expert
    .execute({ operation: 'wait_for_health', container: 'x' }, { ...ctx, signal: controller.signal })
    .finally(() => (settled = true));
  await clock.advance(3_600_000);
  expect(settled).toBe(false);
  controller.abort();
  await waiting;
});
