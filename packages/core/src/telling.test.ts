import { getEventListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createContext, createTool, invoke } from './index.ts';
import { createLatch, createStage, runAlone } from './flow/run.fixture.ts';
import { createLog, logCatalog, tellAll } from './log.fixture.ts';

const request = { operation: 'follow_log' } as const;

describe('S67: a handler', () => {
  test('knows whether anybody listens', async () => {
    const heard: boolean[] = [];
    const tool = createLog([], async (_input, ctx) => {
      heard.push(ctx.isHeard);
      await ctx.tell({ line: 'a' });
      return { lines: 0 };
    });
    expect(await tool.execute(request, createContext())).toMatchObject({ success: true });
    await tool.execute(request, createContext({ onPart: () => undefined }));
    expect(heard).toEqual([false, true]);
  });

  test('waits for a listener that asks it to, and leaves nothing on the signal', async () => {
    const caller = new AbortController();
    const latch = createLatch();
    const told: unknown[] = [];
    const onPart = (part: unknown): Promise<void> => {
      told.push(part);
      return latch.opened;
    };
    const answer = createLog(['a', 'b']).execute(request, createContext({ onPart, signal: caller.signal }));
    expect(told).toEqual([{ line: 'a' }]);
    latch.open();
    await answer;
    expect(told).toEqual([{ line: 'a' }, { line: 'b' }]);
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  });

  test('tells nothing more once it was called off', async () => {
    const caller = new AbortController();
    const told: unknown[] = [];
    const onPart = (part: unknown): void => {
      told.push(part);
      caller.abort();
    };
    await createLog(['a', 'b']).execute(request, createContext({ onPart, signal: caller.signal }));
    expect(told).toEqual([{ line: 'a' }]);
  });

  test('is not held up by a listener that calls it off and then never takes the part', async () => {
    const caller = new AbortController();
    const onPart = (): Promise<void> => {
      caller.abort();
      return new Promise(() => {});
    };
    await createLog(['a', 'b']).execute(request, createContext({ onPart, signal: caller.signal }));
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  });

  test('is not bothered by what a listener throws after it called the work off', async () => {
    const caller = new AbortController();
    const unhandled: unknown[] = [];
    const note = (thrown: unknown): void => void unhandled.push(thrown);
    process.on('unhandledRejection', note);
    try {
      const onPart = async (): Promise<void> => {
        caller.abort();
        await Promise.resolve();
        throw new Error('the listener broke');
      };
      await createLog(['a', 'b']).execute(request, createContext({ onPart, signal: caller.signal }));
      await setImmediate();
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
    }
  });

  test('is heard itself, and not the tool that it asks in turn', async () => {
    const inner = createLog(['inner']);
    const outer = createTool({
      catalog: logCatalog,
      handlers: {
        follow_log: async (_input, ctx) => {
          expect(ctx).not.toHaveProperty('onPart');
          await ctx.tell({ line: 'outer' });
          await inner.execute(request, ctx);
          return { lines: 1 };
        },
        list_lines: async () => ({ lines: [], more: false }),
        count_lines: async () => ({ count: 0 }),
      },
      classify: () => undefined,
    });
    const told: unknown[] = [];
    await outer.execute(request, createContext({ onPart: (part) => void told.push(part) }));
    expect(told).toEqual([{ line: 'outer' }]);
  });
});

describe('S8: in a flow', () => {
  const follow = (as: string) => invoke(createLog(['a', 'b']), 'follow_log', () => ({}), { as });

  test('what an operation tells becomes an event at its place, between its start and its end', async () => {
    const stage = createStage();
    await runAlone(follow('log'), stage.ctx);
    expect(stage.told()).toEqual(['started log', 'told log', 'told log', 'finished log']);
    expect(stage.events[1]).toEqual({
      type: 'told',
      kind: 'invoke',
      at: 'log',
      time: stage.clock.now(),
      correlationId: 'run',
      part: { line: 'a' },
    });
  });

  test('nobody else hears it, and without a listener nothing is told', async () => {
    const { emit: _emit, ...deaf } = createStage().ctx;
    const heard: unknown[] = [];
    const noting = createLog([], async (input, ctx) => {
      heard.push(ctx.isHeard);
      return tellAll(['a'])(input, ctx);
    });
    const quiet = invoke(noting, 'follow_log', () => ({}));
    await runAlone(quiet, { ...deaf, onPart: (part) => void heard.push(part) });
    expect(heard).toEqual([false]);
  });
});
