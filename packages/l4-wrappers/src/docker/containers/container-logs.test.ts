import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sleepFor, stream, systemClock } from '@strata/core';
import { busyboxImage } from '@strata/testing';
import { expect, test } from 'vitest';
import { cancellable, dataOf, describeWithEngine, openDocker } from '../docker.fixture.ts';

const megabyte = 1_048_576;

/** Prints 100 MB, a first line and a last line. */
const loud = ['sh', '-c', 'echo first; dd if=/dev/zero bs=1M count=100 2>/dev/null | tr "\\0" x; echo; echo last'];

const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
};

/** What is in use after everything that can go has gone: otherwise the measure is V8's leisure, and not our bound. */
const usedBytes = async (): Promise<number> => {
  let least = Infinity;
  // V8 gives buffers back a little later, on a thread of its own.
  for (let look = 0; look < 5; look++) {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    least = Math.min(least, heapUsed + external);
    await sleepFor(systemClock, 5, new AbortController().signal);
  }
  return least;
};

/** How much more memory is in use at the worst moment of some work than at its beginning, in bytes; looks as it tells. */
const mostMemoryDuring = async (work: (onPart: () => Promise<void>) => Promise<unknown>): Promise<number> => {
  const beginning = await usedBytes();
  let most = beginning;
  let parts = 0;
  await work(async () => {
    parts += 1;
    if (parts % 1000 === 0) most = Math.max(most, await usedBytes());
  });
  expect(parts).toBeGreaterThan(1000);
  return most - beginning;
};

describeWithEngine('a container that prints 100 MB', () => {
  test('S64: is read in memory of the size of what is kept, as it runs and afterwards, and what is missing is said', async () => {
    const { docker, ctx, labels, list } = openDocker();
    const image = await busyboxImage();
    const run = { operation: 'run_container' as const, image, command: loud, labels, remove: false };
    const check = ({ stdout, truncated }: { stdout: string; truncated: boolean }) => {
      expect(truncated).toBe(true);
      expect(stdout).toMatch(/^first\nx+/);
      expect(stdout).toMatch(/x\nlast\n$/);
      expect(stdout).toMatch(/\[… \d+ bytes left out …\]/);
      expect(stdout.length).toBeLessThan(megabyte + 100);
    };
    const used = await mostMemoryDuring(async (onPart) =>
      check(dataOf(await docker.execute(run, { ...ctx, onPart })) as never),
    );
    const container = (await list())[0]?.id ?? '';
    const logs = { operation: 'get_container_logs' as const, container };
    const read = await mostMemoryDuring(async (onPart) =>
      check(dataOf(await docker.execute(logs, { ...ctx, onPart }))),
    );
    // The whole would be more than 100 MB in each case. Kept are at most twice 1 MB of each stream, and copies of it.
    expect(Math.max(used, read)).toBeLessThan(40 * megabyte);
  }, 60_000);
});

describeWithEngine('the output of a container, followed', () => {
  const talker = async (script: string) => {
    const opened = openDocker();
    const request = {
      image: await busyboxImage(),
      command: ['sh', '-c', script],
      labels: opened.labels,
      detached: true,
    };
    const { containerId } = dataOf(
      await opened.docker.execute({ operation: 'run_container', ...request, init: true }, opened.ctx),
    );
    return { ...opened, logs: { operation: 'get_container_logs' as const, container: containerId } };
  };

  test('S67: is told as it comes, until the container ends', async () => {
    const { docker, ctx, logs } = await talker('echo one; sleep 0.5; echo two');
    const told: string[] = [];
    for await (const { part, result } of stream(docker, { ...logs, follow: true }, ctx)) {
      if (part !== undefined) told.push(part.text);
      if (result !== undefined) expect(dataOf(result)).toMatchObject({ stdout: 'one\ntwo\n', truncated: false });
    }
    expect(told).toEqual(['one\n', 'two\n']);
  });

  test('S67, A19: whoever leaves ends the following, and so does the caller', async () => {
    const { docker, logs } = await talker('while :; do echo again; sleep 0.1; done');
    const { ctx, cancel } = cancellable();
    for await (const { part } of stream(docker, { ...logs, follow: true }, ctx)) if (part !== undefined) break;
    const following = docker.execute({ ...logs, follow: true }, ctx);
    cancel();
    expect(await following).toMatchObject({ success: false, error: { kind: 'cancelled', mayHaveHappened: false } });
  });

  test('S48: is cut by time', async () => {
    const { docker, ctx, logs } = await talker('echo one; sleep 1; echo two; sleep 60');
    const both = async () =>
      dataOf(await docker.execute({ ...logs, timestamps: true }, ctx))
        .stdout.trim()
        .split('\n');
    await expect.poll(both, { timeout: 10_000 }).toHaveLength(2);
    const [, second = ''] = await both();
    const middle = new Date(Date.parse(second.split(' ')[0] ?? '') - 500).toISOString();
    expect(dataOf(await docker.execute({ ...logs, since: middle }, ctx)).stdout).toBe('two\n');
    expect(dataOf(await docker.execute({ ...logs, until: middle }, ctx)).stdout).toBe('one\n');
  });
});

describeWithEngine('a run in the foreground', () => {
  test('S67: tells what it prints while it runs', async () => {
    const { docker, ctx, labels } = openDocker();
    const command = ['sh', '-c', 'echo one; sleep 0.5; echo two >&2'];
    const told: unknown[] = [];
    const request = { operation: 'run_container' as const, image: await busyboxImage(), command, labels };
    for await (const { part, result } of stream(docker, request, ctx)) {
      if (part !== undefined) told.push(part);
      if (result !== undefined) expect(dataOf(result)).toMatchObject({ stdout: 'one\n', stderr: 'two\n' });
    }
    expect(told).toEqual([
      { stream: 'stdout', text: 'one\n' },
      { stream: 'stderr', text: 'two\n' },
    ]);
  });
});
