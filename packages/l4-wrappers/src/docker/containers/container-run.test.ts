import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AnyTool, createContext, lookForEffect, stream, systemClock } from '@strata/core';
import { busyboxImage } from '@strata/testing';
import { expect, test } from 'vitest';
import { describeWithEngine, folderWith, openCuttable, openDocker } from '../docker.fixture.ts';

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
