import { createContext, stream } from '@strata/core';
import { busyboxImage, createManualClock } from '@strata/testing';
import { expect, test } from 'vitest';
import { containing, dataOf, describeWithEngine, openCuttable, openDocker } from '../docker.fixture.ts';

/** A container that is well once it is told to be, and a way to its engine on which looks at it can be cut off. */
const open = async () => {
  const { docker: direct, labels, ctx } = openDocker();
  const road = { isCut: false, cuts: 0 };
  const isCutOff = (text: string): boolean => {
    const isIt = road.isCut && /^GET \S+\/json/.test(text);
    if (isIt) road.cuts += 1;
    return isIt;
  };
  const { docker } = await openCuttable({ test: isCutOff });
  const command = ['test', '-e', '/tmp/well'];
  const healthcheck = { command, intervalMs: 50, timeoutMs: 5000, retries: 10_000 };
  const run = { image: await busyboxImage(), command: ['sleep', '600'], labels, detached: true, healthcheck };
  const { containerId: container } = dataOf(await direct.execute({ operation: 'run_container', ...run }, ctx));
  const become = async (): Promise<void> =>
    void dataOf(await direct.execute({ operation: 'exec', container, command: ['touch', '/tmp/well'] }, ctx));
  return { docker, road, container, become };
};

describeWithEngine('a wait for health while the engine cannot be asked', () => {
  test('A17, S67: goes on, and tells its listener nothing twice', async () => {
    const { docker, road, container, become } = await open();
    const recover = async (): Promise<void> => {
      await expect.poll(() => road.cuts).toBeGreaterThan(3);
      road.isCut = false;
      await become();
    };
    const told: string[] = [];
    let recovered: Promise<void> | undefined;
    const wait = { operation: 'wait_for_health' as const, container, everyMs: 10 };
    for await (const { part, result } of stream(docker, wait, createContext())) {
      if (result !== undefined) expect(dataOf(result)).toMatchObject({ status: 'healthy' });
      if (part === undefined) continue;
      told.push(part.status);
      road.isCut = part.status === 'starting';
      if (road.isCut) recovered = recover();
    }
    await recovered;
    expect(told).toEqual(['starting', 'healthy']);
  });

  test('A19: ends when its own time is up, and says what stood in its way', async () => {
    const { docker, road, container } = await open();
    const clock = createManualClock();
    const onPart = (): void => void (road.isCut = true);
    const wait = { operation: 'wait_for_health' as const, container, timeoutMs: 5000, everyMs: 1000 };
    let settled = false;
    const waiting = docker.execute(wait, createContext({ clock, onPart })).finally(() => (settled = true));
    await expect.poll(() => road.isCut).toBe(true);
    await expect.poll(() => clock.advance(1000).then(() => settled), { interval: 5 }).toBe(true);
    expect(await waiting).toMatchObject({
      error: { kind: 'timed_out', limitMs: 5000, message: containing('; the last look failed: ') },
    });
    expect(road.cuts).toBeGreaterThan(0);
    expect(clock.pending).toBe(0);
  });
});
