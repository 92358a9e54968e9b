import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Send, createMemoryRuntime, flow, receive, runFlow, step, succeed } from '../../index.ts';
import { createStage } from '../run.fixture.ts';

const deployed = z.object({ version: z.string(), at: z.string().default('the moon') });
const waiting = flow<unknown>()
  .to(receive('deployed', deployed))
  .to(step('where', async ({ deployed: { version, at } }) => succeed(`${version} at ${at}`)));

const sentBy = (send: Send) => createStage({ runtime: createMemoryRuntime({ send }) });

describe('S7: receive', () => {
  test('goes on with the message that was sent under its name, defaults filled in', async () => {
    const asked: string[] = [];
    const { ctx, told } = sentBy(async (key, name) => {
      asked.push(key, name);
      return { version: '1.2' };
    });
    expect(await runFlow(waiting, {}, ctx)).toMatchObject({ data: '1.2 at the moon' });
    expect(asked).toEqual(['deployed', 'deployed']);
    expect(told().slice(0, 3)).toEqual(['started deployed', 'receiving deployed', 'finished deployed']);
  });

  test('names the field of a message that does not fit', async () => {
    const { ctx } = sentBy(async () => ({ version: 7 }));
    expect(await runFlow(waiting, {}, ctx)).toMatchObject({
      error: { kind: 'invalid_input', operation: 'deployed', issues: [{ path: 'version' }] },
    });
  });

  test('waits until it is called off where nobody ever sends anything', async () => {
    const { ctx, caller, told } = createStage();
    const running = runFlow(waiting, {}, ctx);
    await expect.poll(told).toContain('receiving deployed');
    caller.abort();
    expect(await running).toMatchObject({ error: { kind: 'cancelled', operation: 'deployed' } });
  });
});
