import { createContext, createPolicy, systemClock } from '@strata/core';
import { DockerSDKWrapper } from '@strata/l4-wrappers/docker';
import { busyboxImage, missingForRegistry, startRegistry } from '@strata/testing';
import { expect, onTestFinished, test } from 'vitest';
import { DockerExpert } from '../docker-expert.ts';
import { counting, dataOf, describeWithEngine, folderWith, openEngine } from './engine.fixture.ts';
import { pullWhenMissing } from './pull-when-missing.ts';

const missing = missingForRegistry();
const skipped = missing !== undefined && process.env['CI'] === undefined;

/** An image that only a registry has. */
const open = async () => {
  const registry = await startRegistry();
  onTestFinished(() => registry[Symbol.asyncDispose]());
  await busyboxImage();
  const opened = openEngine();
  const { wrapper, ctx, labels } = opened;
  const image = `${registry.host}/team/app:1`;
  const path = await folderWith({
    Dockerfile: 'FROM strata-test/busybox:1\nCOPY file /file\n',
    file: systemClock.id(),
  });
  dataOf(await wrapper.execute({ operation: 'build_image', path, tags: [image], labels }, ctx));
  dataOf(await wrapper.execute({ operation: 'push_image', image }, ctx));
  dataOf(await wrapper.execute({ operation: 'remove_image', image }, ctx));
  const { policy, calls } = counting();
  const expert = new DockerExpert(policy(wrapper));
  const run = { operation: 'run_container' as const, image, command: ['echo', 'ran'], labels };
  return { ...opened, registry, image, calls, expert, run, counted: policy(wrapper) };
};

describeWithEngine(skipped ? `a missing image (skipped: ${missing})` : 'a missing image', () => {
  test.skipIf(skipped)('A2, A3: is pulled by its very name, and the run goes on', async () => {
    const { expert, ctx, run, calls } = await open();
    expect(dataOf(await expert.execute(run, ctx))).toMatchObject({ exitCode: 0, stdout: 'ran\n' });
    expect(calls.get('pull_image')).toBe(1);
    dataOf(await expert.execute(run, ctx));
    expect([calls.get('pull_image'), calls.get('run_container')]).toEqual([1, 3]);
  });

  test.skipIf(skipped)('A3: is pulled exactly once, however many want it at once', async () => {
    const { expert, ctx, run, calls } = await open();
    const answers = await Promise.all(Array.from({ length: 12 }, () => expert.execute(run, ctx)));
    expect(answers.map((answer) => dataOf(answer))).toMatchObject(answers.map(() => ({ stdout: 'ran\n' })));
    expect(calls.get('pull_image')).toBe(1);
  });

  test.skipIf(skipped)('A3, P6: is pulled for the others when the first who wanted it has gone', async () => {
    const { ctx, run, calls, counted } = await open();
    const controller = new AbortController();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    let refused = 0;
    // The pull goes on until the first has gone, so that both are sure to wait for it.
    const held = createPolicy(() => async ({ request }, proceed) => {
      if (request.operation === 'pull_image') await released;
      const answer = await proceed();
      if (!answer.success) refused += 1;
      return answer;
    })(counted);
    const puller = pullWhenMissing()(held);
    const first = puller.execute(run, createContext({ signal: controller.signal }));
    const second = puller.execute(run, ctx);
    await expect.poll(() => refused, { interval: 1 }).toBe(2);
    controller.abort();
    expect(await first).toMatchObject({ success: false, error: { kind: 'cancelled' } });
    release();
    expect(dataOf(await second)).toMatchObject({ stdout: 'ran\n' });
    expect(calls.get('pull_image')).toBe(1);
  });

  test.skipIf(skipped)('A2: that no registry has is the failure of the run, which says so', async () => {
    const { expert, ctx, run, registry } = await open();
    const image = `${registry.host}/team/none:1`;
    expect(await expert.execute({ ...run, image }, ctx)).toMatchObject({
      success: false,
      error: {
        kind: 'not_found',
        operation: 'run_container',
        message: expect.stringContaining(`${image} is not here, and could not be pulled`) as unknown,
      },
    });
  });

  test.skipIf(skipped)('A2: is not pulled when that was asked for', async () => {
    const { wrapper, ctx, run } = await open();
    const { policy, calls } = counting();
    const expert = new DockerExpert(policy(wrapper), { autoPull: false });
    expect(await expert.execute(run, ctx)).toMatchObject({ success: false, error: { kind: 'not_found' } });
    expect(calls.get('pull_image')).toBeUndefined();
  });
});

test('A2: another failure than a missing image pulls nothing', async () => {
  const { policy, calls } = counting();
  const wrapper = policy(new DockerSDKWrapper({ socketPath: '/no/such/docker.sock' }));
  const answer = await pullWhenMissing()(wrapper).execute(
    { operation: 'run_container', image: 'x:1' },
    createContext(),
  );
  expect(answer).toMatchObject({ success: false, error: { kind: 'unavailable' } });
  expect([...calls]).toEqual([['run_container', 1]]);
});
