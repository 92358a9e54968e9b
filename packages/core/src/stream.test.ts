import { getEventListeners } from 'node:events';
import { createManualClock } from '@strata/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Told, type Tool, type WorkflowContext, createContext, createPolicy, stream } from './index.ts';
import { type Follow, type LogOperations, createLog, tellAll } from './log.fixture.ts';
import { aborted, createLatch } from './flow/run.fixture.ts';

const ctx = createContext();
const request = { operation: 'follow_log' } as const;
const following = (follow: Follow, given: WorkflowContext = ctx) => stream(createLog([], follow), request, given);

/** What was told, in short: lines, then `success` or the failure's kind. */
const short = <Line extends { readonly line: string }>(
  told: Told<Line, Awaited<ReturnType<Tool<LogOperations>['execute']>>>,
) => (told.result === undefined ? told.part.line : told.result.success ? 'success' : told.result.error.kind);

const readAll = async (told: ReturnType<typeof following>): Promise<readonly string[]> => {
  const read: string[] = [];
  for await (const it of told) read.push(short(it));
  return read;
};

/** Whatever can go on without the reader has gone on afterwards; a rejection that nobody caught has failed the run. */
const turn = (): Promise<void> => createManualClock().advance(0);

describe('S67: what is told', () => {
  test('comes in order, whole, and the result is the last', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string(), { maxLength: 30 }), fc.boolean(), async (lines, waits) => {
        const told = following(async (_input, inner) => {
          const telling = lines.map((line) => inner.tell({ line }));
          if (waits) await Promise.all(telling);
          return { lines: lines.length };
        });
        expect(await readAll(told)).toEqual([...lines, 'success']);
      }),
    );
  });

  test('is taken one at a time: the work waits for the reader', async () => {
    const heard: string[] = [];
    const told = following(async (_input, inner) => {
      for (const line of ['a', 'b', 'c', 'd']) {
        await inner.tell({ line });
        heard.push(line);
      }
      return { lines: 4 };
    });
    for (const line of ['a', 'b', 'c']) {
      expect(await told.next()).toMatchObject({ value: { part: { line } } });
      // Whatever could have gone on has gone on.
      await turn();
      expect(heard.at(-1)).toBe(line);
    }
    await told.return();
  });

  test('is what the schema allows; anything else is a defect that names the field', async () => {
    const told = following(async (_input, inner) => {
      await inner.tell({ line: 'good', more: 1 } as never);
      await inner.tell({ line: 4 } as never);
      return { lines: 2 };
    });
    expect(await told.next()).toEqual({ value: { part: { line: 'good' } }, done: false });
    const { value } = await told.next();
    expect(value?.result).toMatchObject({
      error: {
        kind: 'defect',
        message:
          "TypeError: 'follow_log' told what its schema does not allow: line: Invalid input: expected string, received number",
      },
    });
    expect(await told.next()).toEqual({ value: undefined, done: true });
  });

  test('after the end of the work is heard by nobody, and holds nobody up', async () => {
    const late = createLatch();
    let lateTold: Promise<void> | undefined;
    const told = following(async (_input, inner) => {
      lateTold = late.opened.then(() => inner.tell({ line: 'late' }));
      await inner.tell({ line: 'in time' });
      return { lines: 1 };
    });
    expect(await told.next()).toMatchObject({ value: { part: { line: 'in time' } } });
    await turn();
    late.open();
    await lateTold;
    expect(await readAll(told)).toEqual(['success']);
  });

  test('by a tool of another make is dropped after the end as well', async () => {
    const log = createLog(['a']);
    let onPart: WorkflowContext['onPart'];
    const other: Tool<LogOperations> = {
      ...log,
      execute: (asked, inner) => {
        onPart = inner.onPart;
        return log.execute(asked, inner);
      },
    };
    const told = stream(other, request, ctx);
    await told.next();
    await turn();
    await onPart?.({ line: 'late' });
    expect(await readAll(told)).toEqual(['success']);
  });

  test('is nothing where the operation tells nothing, or fails before it begins', async () => {
    const tool = createLog(['a']);
    const counted = [];
    for await (const told of stream(tool, { operation: 'count_lines' }, ctx)) counted.push(told);
    expect(counted).toMatchObject([{ result: { success: true, data: { count: 1 } } }]);
    expect(await readAll(following(tellAll(['a']), { ...ctx, signal: AbortSignal.abort() }))).toEqual(['cancelled']);
  });

  test('comes again when a policy repeats the call', async () => {
    const twice = createPolicy(() => async (_call, proceed) => {
      await proceed();
      return proceed();
    });
    expect(await readAll(stream(twice(createLog(['a', 'b'])), request, ctx))).toEqual(['a', 'b', 'a', 'b', 'success']);
  });
});

/** A log that goes on until it is told to stop, and notes how it ended. */
const endless = () => {
  const ends: string[] = [];
  const ended = createLatch();
  const follow: Follow = async (_input, inner) => {
    let count = 0;
    while (!inner.signal.aborted) {
      count += 1;
      await inner.tell({ line: `line ${count}` });
    }
    await turn();
    ends.push('cleaned up');
    ended.open();
    return { lines: count };
  };
  return { follow, ends, ended: ended.opened };
};

describe('S67: a reader that leaves', () => {
  test('ends the work, and waits until it has ended', async () => {
    const { follow, ends } = endless();
    for await (const { part } of following(follow)) if (part?.line === 'line 3') break;
    expect(ends).toEqual(['cleaned up']);
  });

  test('by throwing does too, and its own error is what is thrown', async () => {
    const { follow, ends } = endless();
    const reading = async (): Promise<void> => {
      for await (const told of following(follow)) if (told.part !== undefined) throw new Error('enough');
    };
    await expect(reading()).rejects.toThrow('enough');
    expect(ends).toEqual(['cleaned up']);
  });

  test('while it waits for the next part does too, and is given the result', async () => {
    const told = following(async (_input, inner) => {
      await aborted(inner.signal);
      return { lines: 0 };
    });
    const waiting = told.next();
    await turn();
    expect(await told.return()).toEqual({ value: undefined, done: true });
    expect(await waiting).toMatchObject({ value: { result: { success: true } } });
  });

  test('before the first part has asked for nothing', async () => {
    const { follow, ends } = endless();
    await following(follow).return();
    await following(follow)[Symbol.asyncDispose]();
    expect(ends).toEqual([]);
  });

  test('is not told of a tool that then throws', async () => {
    const world = createLog([], async (_input, inner) => {
      await inner.tell({ line: 'a' });
      await aborted(inner.signal);
      return { lines: 0 };
    });
    const broken: Tool<LogOperations> = {
      ...world,
      execute: async (asked, inner) => {
        await world.execute(asked, inner);
        throw new Error('a bug in a policy');
      },
    };
    const told = stream(broken, request, ctx);
    expect(await told.next()).toMatchObject({ value: { part: { line: 'a' } } });
    expect(await told.return()).toEqual({ value: undefined, done: true });
    await turn();
  });
});

test('S67: tells that nobody takes do not hold up work that was called off', async () => {
  const caller = new AbortController();
  const { follow, ended } = endless();
  const told = following(follow, { ...ctx, signal: caller.signal });
  expect(await told.next()).toMatchObject({ value: { part: { line: 'line 1' } } });
  await turn();
  caller.abort();
  // Nobody reads on: the work ends all the same.
  await ended;
  expect(await readAll(told)).toEqual(['line 2', 'success']);
});

test.each([
  [
    'at once',
    () => () => {
      throw new Error('a bug');
    },
  ],
  [
    'later',
    () => async () => {
      throw new Error('a bug');
    },
  ],
])('a tool that throws %s has a bug, which is thrown where the result would have been', async (_when, execute) => {
  const broken: Tool<LogOperations> = { ...createLog([]), execute: execute() };
  await expect(readAll(stream(broken, request, ctx))).rejects.toThrow('a bug');
});

test("the caller's reason reaches the tool, and nothing of the call stays on the caller's signal", async () => {
  const caller = new AbortController();
  const given = { ...ctx, signal: caller.signal };
  const reasons: unknown[] = [];
  const { follow } = endless();
  for (let count = 0; count < 20; count++) await readAll(following(tellAll(['a', 'b']), given));
  for await (const { part } of following(follow, given)) if (part !== undefined) break;
  const held = following(async (_input, inner) => {
    await aborted(inner.signal);
    reasons.push(inner.signal.reason);
    return { lines: 0 };
  }, given);
  const end = readAll(held);
  await turn();
  expect(getEventListeners(caller.signal, 'abort')).toHaveLength(1);
  caller.abort('enough');
  await end;
  expect(reasons).toEqual(['enough']);
  expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
});
