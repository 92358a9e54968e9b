import { describe, expect, test } from 'vitest';
import type { Arranged } from './laws.ts';
import { createSharedWorld } from './shared-world.ts';

/** A place for worlds that writes down when each is opened and closed. */
const openShared = () => {
  const log: string[] = [];
  const shared = createSharedWorld(async (of) => {
    log.push(`open ${of}`);
    const close = async (): Promise<void> => void log.push(`close ${of}`);
    // The laws of these tests look at nothing.
    return { arranged: {} as Arranged, [Symbol.asyncDispose]: close };
  });
  const law = (name: string) => async () => void log.push(name);
  return { shared, log, law };
};

describe('S63: a world that laws share', () => {
  test('is opened once for an operation, and gone after its last law', async () => {
    const { shared, log, law } = openShared();
    await shared.use('read', law('one'), false);
    await shared.use('read', law('two'), false);
    await shared.use('read', law('three'), true);
    await shared.use('read', law('four'), true);
    expect(log).toEqual(['open read', 'one', 'two', 'three', 'close read', 'open read', 'four', 'close read']);
  });

  test('is gone before that of another operation begins, and at the end', async () => {
    const { shared, log, law } = openShared();
    await shared.use('read', law('one'), false);
    await shared.use('write', law('two'), false);
    await shared[Symbol.asyncDispose]();
    await shared[Symbol.asyncDispose]();
    expect(log).toEqual(['open read', 'one', 'close read', 'open write', 'two', 'close write']);
  });

  test('is gone after a law that did not hold: nobody knows what that has changed', async () => {
    const { shared, log, law } = openShared();
    const broken = async (): Promise<void> => {
      throw new Error('it does not hold');
    };
    await expect(shared.use('read', broken, false)).rejects.toThrow('it does not hold');
    await shared.use('read', law('one'), false);
    expect(log).toEqual(['open read', 'close read', 'open read', 'one']);
  });
});
