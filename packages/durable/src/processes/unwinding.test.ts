import { describe, expect, test } from 'vitest';
import { type Outside, startOutside } from '../crash/outside.fixture.ts';
import { endOf, open, storePath } from '../engine.fixture.ts';
import { startChild } from './child.fixture.ts';
import { flowsIn } from './flows.fixture.ts';

/** Ends whoever acts when they have taken so many items away, and before they know it. */
const reachDelete = (outside: Outside, count: number): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  outside.onAct = () => {
    if (deleted(outside).length < count) return;
    resolve();
    return new Promise(() => {});
  };
  return promise;
};

const deleted = ({ calls }: Outside): readonly (readonly [string, string])[] =>
  calls.flatMap(({ who, what, id }) => (what === 'delete' ? [[who, id] as const] : []));

describe('a saga whose process dies while it takes back', () => {
  test.for([1, 2, 3])('P8: goes on taking back in another process, last first, after %d of three', async (count) => {
    await using outside = await startOutside();
    const path = await storePath();
    const reached = reachDelete(outside, count);
    const child = startChild('drives.fixture.ts', [path, outside.url, 'child', '16', 'refused']);
    expect(await child.line()).toBe('ready');
    child.tell('start refused run');
    await reached;
    child.signal('SIGKILL');
    await child.ended;
    outside.onAct = () => {};
    const last = ['item-3', 'item-2', 'item-1'];
    expect(deleted(outside)).toEqual(last.slice(0, count).map((id) => ['child', id]));

    const engine = open({ path, workflows: flowsIn(outside.url, 'here') });
    expect(await endOf(engine, 'run')).toMatchObject({
      error: {
        kind: 'saga_failed',
        undoComplete: true,
        effects: [
          { at: 'three', outcome: 'undone', output: { id: 'item-3' } },
          { at: 'two', outcome: 'undone', output: { id: 'item-2' } },
          { at: 'one', outcome: 'undone', output: { id: 'item-1' } },
        ],
      },
    });
    // The one whose answer was lost is asked for once more, which does no harm; those before it are not.
    expect(deleted(outside).slice(count)).toEqual(last.slice(count - 1).map((id) => ['here', id]));
    expect(outside.items).toEqual([]);
    const log = (await engine.history('run'))?.filter(({ at }) => at.endsWith('!undo'));
    expect(log?.map(({ kind, at }) => `${kind} ${at}`)).toEqual(
      ['three', 'two', 'one'].flatMap((name) => [`intent ${name}!undo`, `succeeded ${name}!undo`]),
    );
  });
});
