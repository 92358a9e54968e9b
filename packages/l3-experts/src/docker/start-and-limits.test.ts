import {
  type AnyTool,
  type Tool,
  createContext,
  createFailure,
  createPolicy,
  fail,
  lookForEffect,
  systemClock,
} from '@strata/core';
import type { DockerOperations } from '@strata/l4-wrappers/docker';
import { busyboxImage } from '@strata/testing';
import { expect, test } from 'vitest';
import { DockerExpert, type DockerExpertOptions } from '../docker-expert.ts';
import { dataOf, describeWithEngine, openEngine } from './engine.fixture.ts';

const open = async (options: DockerExpertOptions = {}) => {
  const opened = openEngine();
  const expert = new DockerExpert(opened.wrapper, options);
  const run = {
    operation: 'run_container' as const,
    image: await busyboxImage(),
    command: ['sleep', '600'],
    labels: opened.labels,
    detached: true,
  };
  return { ...opened, expert, run };
};

/** An expert around the real engine, with one operation that never gets through to it. */
const withFailing = (
  wrapper: Tool<DockerOperations>,
  broken: keyof DockerOperations,
  kind: 'unavailable' | 'timed_out' = 'unavailable',
) => {
  const error = { kind, message: 'cut off', limitMs: 1, mayHaveHappened: false };
  const cut = createPolicy(
    () =>
      async ({ operation }, proceed) =>
        operation.name === broken ? fail(createFailure(operation.name, error)) : proceed(),
  );
  return new DockerExpert(cut(wrapper), { retry: { attempts: 1 } });
};

const failing = (...command: string[]) => ({ command, intervalMs: 100, timeoutMs: 5000, retries: 2 });

describeWithEngine('limits of runs', () => {
  test('S48: a run that says nothing has the usual limits, and one that does has its own', async () => {
    const { expert, ctx, run } = await open();
    const limitsOf = async (fields: object) => {
      const { containerId: container } = dataOf(await expert.execute({ ...run, ...fields }, ctx));
      return dataOf(await expert.execute({ operation: 'inspect_container', container }, ctx));
    };
    expect(await limitsOf({})).toMatchObject({ memoryBytes: 2 ** 31, pidsLimit: 1024 });
    expect((await limitsOf({})).cpus).toBeGreaterThan(0);
    expect(await limitsOf({ memoryBytes: 2 ** 26, cpus: 0.5, pidsLimit: 20 })).toMatchObject({
      memoryBytes: 2 ** 26,
      cpus: 0.5,
      pidsLimit: 20,
    });
  });

  test('S60: one that asks for more than it may is forbidden, and nothing is made', async () => {
    const { expert, ctx, run, list } = await open({ limits: { most: { memoryBytes: 2 ** 27, pidsLimit: 64 } } });
    expect(await expert.execute({ ...run, memoryBytes: 2 ** 30 }, ctx)).toMatchObject({
      success: false,
      error: { kind: 'forbidden', rule: 'limits', message: expect.stringContaining('memoryBytes') as unknown },
    });
    expect(await list()).toEqual([]);
    const { containerId: container } = dataOf(await expert.execute(run, ctx));
    expect(dataOf(await expert.execute({ operation: 'inspect_container', container }, ctx))).toMatchObject({
      memoryBytes: 2 ** 27,
      pidsLimit: 64,
    });
  });

  test('S50: a program gets no new privileges, unless that was asked for', async () => {
    const { expert, ctx, run } = await open();
    const command = ['grep', 'NoNewPrivs', '/proc/self/status'];
    const foreground = { ...run, command, detached: false };
    expect(dataOf(await expert.execute(foreground, ctx))).toMatchObject({ stdout: 'NoNewPrivs:\t1\n' });
    const { expert: loose } = await open({ limits: { noNewPrivileges: false } });
    expect(dataOf(await loose.execute(foreground, ctx))).toMatchObject({ stdout: 'NoNewPrivs:\t0\n' });
  });
});

describeWithEngine('a container that does not start well', () => {
  test.each([
    ['ends at once', { command: ['sh', '-c', 'echo no database; exit 3'] }, { exitCode: 3, log: 'no database\n' }],
    ['never becomes healthy', { healthcheck: failing('false') }, { status: 'unhealthy' }],
    [
      'is started again and again',
      { command: ['sh', '-c', 'echo no database; sleep 0.1; exit 1'], restart: 'always' as const },
      { restarts: expect.any(Number) as unknown, log: expect.stringContaining('no database\n') as unknown },
    ],
  ])('A18: one that %s is a failure with its log, and is gone', async (_title, fields, details) => {
    const { expert, ctx, run, list } = await open();
    const printed = 'log' in details ? 'It had printed: no database' : 'It had printed nothing.';
    expect(await expert.execute({ ...run, ...fields }, ctx)).toMatchObject({
      success: false,
      error: {
        kind: 'refused',
        message: expect.stringContaining('it was removed') as unknown,
        hint: expect.stringContaining(printed) as unknown,
        details,
      },
    });
    expect(await list()).toEqual([]);
  });

  test('A18: one that is not well in its time says what it had printed', async () => {
    const { expert, ctx, run, list } = await open({ start: { healthyWithinMs: 500 } });
    const command = ['sh', '-c', 'echo waiting for a database; exec sleep 600'];
    const healthcheck = { ...failing('false'), retries: 1000 };
    expect(await expert.execute({ ...run, command, healthcheck }, ctx)).toMatchObject({
      success: false,
      error: {
        kind: 'timed_out',
        hint: expect.stringContaining('It had printed: waiting for a database') as unknown,
        mayHaveHappened: false,
      },
    });
    expect(await list()).toEqual([]);
  });

  test('A18: stays when that was asked for, and the failure says where', async () => {
    const { expert, ctx, run, list } = await open({ start: { cleanupOnFailure: false } });
    const answer = await expert.execute({ ...run, command: ['false'] }, ctx);
    const [left] = await list();
    expect(left).toMatchObject({ state: 'exited' });
    expect(answer).toMatchObject({
      success: false,
      error: {
        kind: 'needs_attention',
        message: expect.stringContaining(left?.id ?? '?') as unknown,
        mayHaveHappened: true,
      },
    });
  });

  test('A18: is in doubt when it cannot be removed, and is found by its mark', async () => {
    const { wrapper, run, list } = await open();
    const expert = withFailing(wrapper, 'remove_container');
    const broken = { ...run, command: ['false'] };
    const callId = systemClock.id();
    const ctx = createContext({ callId });
    expect(await expert.execute(broken, ctx)).toMatchObject({
      success: false,
      error: { kind: 'needs_attention', at: 'run_container', mayHaveHappened: true },
    });
    const [left] = await list();
    const found = { success: true, data: { containerId: left?.id ?? '?' } };
    expect(await lookForEffect(wrapper as unknown as AnyTool, broken, ctx, callId)).toMatchObject(found);
  });

  test.each(['unavailable', 'timed_out'] as const)(
    'A18: a healthy one is left alone when the look at it is %s, and the run is in doubt',
    async (kind) => {
      const { wrapper, ctx, run, list } = await open();
      const expert = withFailing(wrapper, 'inspect_container', kind);
      expect(await expert.execute(run, ctx)).toMatchObject({
        success: false,
        error: { kind: 'unavailable', operation: 'run_container', mayHaveHappened: true },
      });
      expect((await list()).map(({ state }) => state)).toEqual(['running']);
    },
  );

  test('A18: a healthy one is left alone when the wait for its health breaks off', async () => {
    const { wrapper, ctx, run, list } = await open();
    const expert = withFailing(wrapper, 'wait_for_health');
    expect(await expert.execute(run, ctx)).toMatchObject({ error: { kind: 'unavailable', mayHaveHappened: true } });
    expect((await list()).map(({ state }) => state)).toEqual(['running']);
  });

  test('A18: a healthy one has started well although it could not be seen until the time was up', async () => {
    const { wrapper, ctx, run, list } = await open();
    const expert = withFailing(wrapper, 'wait_for_health', 'timed_out');
    expect(dataOf(await expert.execute(run, ctx))).toMatchObject({ status: 'running' });
    expect((await list()).map(({ state }) => state)).toEqual(['running']);
  });

  test('A18: one that is started again because of its own success has not started well either', async () => {
    const { expert, ctx, run, list } = await open();
    expect(await expert.execute({ ...run, command: ['true'], restart: 'always' }, ctx)).toMatchObject({
      success: false,
      error: { kind: 'refused', message: expect.stringContaining('was started again') as unknown },
    });
    expect(await list()).toEqual([]);
  });

  test('A18, P6: is removed when the caller goes while it is waited for', async () => {
    const { expert, run, list } = await open();
    const controller = new AbortController();
    const ctx = createContext({ signal: controller.signal, callId: systemClock.id() });
    const slow = { ...run, healthcheck: { ...failing('false'), retries: 1000 } };
    const running = expert.execute(slow, ctx);
    await expect.poll(async () => (await list()).map(({ state }) => state)).toEqual(['running']);
    controller.abort();
    expect(await running).toMatchObject({ success: false, error: { kind: 'cancelled', mayHaveHappened: false } });
    expect(await list()).toEqual([]);
  });

  test('A19: one whose check never says anything is given up at the limit, and is gone', async () => {
    const { expert, ctx, run, list } = await open({ start: { healthyWithinMs: 500 } });
    const answer = await expert.execute({ ...run, healthcheck: { ...failing('false'), retries: 1000 } }, ctx);
    expect(answer).toMatchObject({
      success: false,
      error: { kind: 'timed_out', operation: 'run_container', limitMs: 500, mayHaveHappened: false },
    });
    expect(await list()).toEqual([]);
  });

  test('A18: one that becomes healthy, or ends well, has started well', async () => {
    const { expert, ctx, run } = await open();
    expect(dataOf(await expert.execute({ ...run, healthcheck: failing('true') }, ctx))).toMatchObject({
      status: 'running',
    });
    expect(dataOf(await expert.execute({ ...run, command: ['true'] }, ctx))).toMatchObject({ status: 'running' });
  });
});

describeWithEngine('what the original checked', () => {
  test.each([
    ['a name that begins with a dash', { name: '-x' }, 'name'],
    ['no image', { image: '' }, 'image'],
  ])('S48: %s is refused before anything is sent', async (_title, fields, field) => {
    const { expert, ctx, run } = await open();
    expect(await expert.execute({ ...run, ...fields }, ctx)).toMatchObject({
      success: false,
      error: { kind: 'invalid_input', message: expect.stringContaining(field) as unknown },
    });
  });
});
