import { createContext, systemClock } from '@strata/core';
import { busyboxImage } from '@strata/testing';
import { expect, test } from 'vitest';
import { dataOf, describeWithEngine, openCuttable, openDocker } from '../docker.fixture.ts';

describeWithEngine('a run that needs more memory than it has', () => {
  test('A20: a run says whether it was killed for lack of memory, also when it is found again', async () => {
    const { docker, labels } = openDocker();
    const image = await busyboxImage();
    const run = { operation: 'run_container' as const, image, labels, memoryBytes: 16 * 1024 * 1024 };
    const killed = { exitCode: 137, outOfMemory: true };
    const ctx = createContext({ callId: systemClock.id() });
    const greedy = ['tail', '/dev/zero'];
    expect(dataOf(await docker.execute({ ...run, command: greedy, remove: false }, ctx))).toMatchObject(killed);
    const find = { operation: 'find_run' as const, callId: ctx.callId ?? '' };
    expect(dataOf(await docker.execute(find, ctx))).toMatchObject({ run: killed });
    const itself = ['sh', '-c', 'kill -9 $$'];
    expect(dataOf(await docker.execute({ ...run, command: itself, init: true }, ctx))).toMatchObject({
      exitCode: 137,
      outOfMemory: false,
    });
  });

  test('A20: a run is answered also when the engine cannot be asked why it ended', async () => {
    const { labels, ctx } = openDocker();
    let hasEnded = false;
    const afterwards = (text: string): boolean => {
      hasEnded ||= /^POST \S+\/wait/.test(text);
      return hasEnded && /^GET \S+\/json/.test(text);
    };
    const { docker } = await openCuttable({ test: afterwards });
    const run = { operation: 'run_container' as const, image: await busyboxImage(), command: ['echo', 'done'], labels };
    expect(dataOf(await docker.execute(run, ctx))).toMatchObject({ exitCode: 0, outOfMemory: null, stdout: 'done\n' });
  });
});
