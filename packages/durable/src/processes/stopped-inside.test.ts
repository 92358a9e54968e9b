import { systemClock } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { describe, expect, test } from 'vitest';
import { startOutside } from '../crash/outside.fixture.ts';
import { open, storePath } from '../engine.fixture.ts';
import { startChild } from './child.fixture.ts';
import { flowsIn } from './flows.fixture.ts';

describe('a process that is stopped inside of a commit', () => {
  test.for([
    ['goes on', 'SIGCONT'],
    ['is killed', 'SIGKILL'],
  ] as const)('S100: keeps others waiting, who read and lose nothing, until it %s', async ([, signal]) => {
    await using outside = await startOutside();
    const path = await storePath();
    const hands = createManualClock();
    const clock = { ...hands, id: () => systemClock.id() };
    const bugs: unknown[] = [];
    const onBug = (reason: unknown): void => void bugs.push(reason);
    const engine = open({ path, clock, onBug, workflows: flowsIn(outside.url, 'here') });
    await engine.start('ask', { name: 'a' }, { runId: 'asked' });
    await expect.poll(async () => (await engine.get('asked'))?.status).toBe('waiting');
    const child = startChild('decides.fixture.ts', [path, 'asked']);
    expect(await child.line()).toBe('ready');
    child.tell('decide');
    expect(await child.line()).toBe('inside');

    let isStarted = false;
    const started = engine.start('three', { name: 'b' }, { runId: 'made' });
    void started.then(() => (isStarted = true));
    await hands.advance(1000);
    expect((await engine.list()).runs.map(({ id, status }) => [id, status])).toEqual([['asked', 'waiting']]);
    expect([isStarted, outside.calls, bugs]).toEqual([false, [], []]);

    child.signal(signal);
    if (signal === 'SIGCONT') expect(await child.line()).toBe('approved');
    expect(await child.ended).toMatchObject(signal === 'SIGCONT' ? { code: 0, stderr: '' } : { signal });
    await hands.advance(1000);
    expect(await started).toMatchObject({ success: true });
    expect(await engine.result('made')).toMatchObject({ success: true, data: { success: true } });
    expect([...outside.made.values()]).toEqual([1, 1, 1]);
    if (signal === 'SIGKILL') {
      expect(await engine.get('asked')).toMatchObject({ status: 'waiting', gates: [{ votes: [] }] });
      await engine.decide('asked', 'on', { by: 'ann', approved: true });
    }
    await hands.advance(1000);
    expect(await engine.result('asked')).toMatchObject({ success: true, data: { success: true } });
    expect(bugs).toEqual([]);
  });
});
