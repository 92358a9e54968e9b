import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AnyTool, createContext, lookForEffect, stream, systemClock } from '@strata/core';
import { busyboxImage } from '@strata/testing';
import { expect, test } from 'vitest';
import { containing, dataOf, describeWithEngine, folderWith, openCuttable, openDocker } from '../docker.fixture.ts';

describeWithEngine('a run whose connections break', () => {
  test('output that ends before its container does is read on from the log, and told only once', async () => {
    const { ctx, labels } = openDocker();
    const { docker, endOutput, asked } = await openCuttable();
    const folder = await folderWith({});
    const script = 'echo first; until [ -e /data/go ]; do sleep 0.1; done; echo last; echo bad >&2';
    const mounts = [{ source: folder, target: '/data', readOnly: true }];
    const command = ['sh', '-c', script];
    const run = { operation: 'run_container' as const, image: await busyboxImage(), command, mounts, labels };
    const told: string[] = [];
    // The handler has seen the end of the output once it waits for that of the container.
    const release = async (): Promise<void> => {
      await expect.poll(() => asked.some((line) => /^POST \S+\/wait/.test(line))).toBe(true);
      await writeFile(join(folder, 'go'), '');
    };
    let released: Promise<void> | undefined;
    let answer: unknown;
    for await (const { part, result } of stream(docker, run, ctx)) {
      if (part?.text === 'first\n') {
        endOutput();
        released = release();
      }
      if (part !== undefined) told.push(part.text);
      if (result !== undefined) answer = result;
    }
    await released;
    expect(answer).toMatchObject({
      success: true,
      data: { exitCode: 0, stdout: 'first\nlast\n', stderr: 'bad\n', truncated: false },
    });
    expect(told.toSorted()).toEqual(['bad\n', 'first\n', 'last\n']);
  });

  test('A20, F16: that nothing is left of a foreground run does not say that its command has not run', async () => {
    const { docker, labels, list } = openDocker();
    const ctx = createContext({ callId: systemClock.id() });
    const command = ['sleep', '60'];
    const run = { operation: 'run_container' as const, image: await busyboxImage(), command, labels, timeoutMs: 300 };
    expect(await docker.execute(run, ctx)).toMatchObject({ success: false, error: { mayHaveHappened: true } });
    expect(await list()).toEqual([]);
    // The calls are all of one kind for those who only look.
    expect(await lookForEffect(docker as unknown as AnyTool, run, ctx, ctx.callId ?? '')).toMatchObject({
      success: false,
      error: { kind: 'needs_attention' },
    });
  });

  test('A20, F16: a run whose container somebody takes away before its end is seen may have happened', async () => {
    const { docker, labels, list } = openDocker();
    const image = await busyboxImage();
    const run = { operation: 'run_container' as const, image, command: ['echo', 'done'], labels };
    const onPart = async (): Promise<void> => {
      await expect.poll(async () => (await list()).map(({ state }) => state)).toEqual(['exited']);
      const container = (await list())[0]?.id ?? '';
      dataOf(await docker.execute({ operation: 'remove_container', container }, createContext()));
    };
    expect(await docker.execute(run, createContext({ onPart, path: 'deploy/' }))).toMatchObject({
      success: false,
      error: { kind: 'needs_attention', at: 'deploy', message: containing('had begun'), mayHaveHappened: true },
    });
  });

  test('A20, F16: a command whose container somebody takes away before its end is seen may have happened', async () => {
    const { docker, ctx, labels } = openDocker();
    const fields = { image: await busyboxImage(), command: ['sleep', '600'], labels, detached: true };
    const { containerId: container } = dataOf(await docker.execute({ operation: 'run_container', ...fields }, ctx));
    const onPart = async (): Promise<void> =>
      void dataOf(await docker.execute({ operation: 'remove_container', container, force: true }, ctx));
    const request = { operation: 'exec' as const, container, command: ['echo', 'done'] };
    expect(await docker.execute(request, createContext({ onPart }))).toMatchObject({
      success: false,
      error: { kind: 'needs_attention', at: 'exec', message: containing('had begun'), mayHaveHappened: true },
    });
  });

  test('a container that an earlier attempt had made, and could not take away, is taken away with this one', async () => {
    const { docker, labels, list } = openDocker();
    const { docker: cut } = await openCuttable(/^(POST \S+\/start|DELETE) /);
    const ctx = createContext({ callId: systemClock.id() });
    const name = `strata-test-${systemClock.id()}`;
    const fields = { image: await busyboxImage(), command: ['sleep', '60'], name, labels, timeoutMs: 2000 };
    const run = { operation: 'run_container' as const, ...fields };
    expect(await cut.execute(run, ctx)).toMatchObject({ success: false, error: { kind: 'unavailable' } });
    const earlier = await list();
    expect(earlier).toMatchObject([{ name, state: 'created' }]);
    expect(await docker.execute(run, ctx)).toMatchObject({ success: false, error: { kind: 'timed_out' } });
    expect(await list()).toEqual([]);
  });
});
