import { createContext } from '@strata/core';
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

test('options replace the advised ones', async () => {
  const { ctx, wrapper } = open();
  const expert = new DockerExpert(wrapper, { retry: { attempts: 1 } });
  expect(await expert.execute({ operation: 'list_images' }, ctx)).toMatchObject({
    success: false,
    meta: { attempts: 1 },
  });
  expect(() => new DockerExpert(wrapper, { timeout: { limitMs: -1 } })).toThrow(/timeout: limitMs/);
});
