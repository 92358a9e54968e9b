import { describe, expect, test } from 'vitest';
import { type Outside, type OutsideCall, startOutside } from '../crash/outside.fixture.ts';
import { open, storePath } from '../engine.fixture.ts';
import { type Child, startChild } from './child.fixture.ts';
import { flowsIn } from './flows.fixture.ts';

/** How many runs are contested: more in a larger sweep. */
const runs = Number(process.env['STRATA_CONTESTED_RUNS'] ?? 1000);
const processes = 8;
/** Which of them are killed, and after how much of all that is to be made. */
const deaths: readonly (readonly [number, number])[] = [
  [0, 0.1],
  [1, 0.3],
  [2, 0.5],
  [3, 0.7],
];
const itemsOfRun = 3;

/** Kills processes when so much has been made. Gives the names of those who died. */
const killOnTheWay = (outside: Outside, children: readonly Child[]): readonly string[] => {
  const dead: string[] = [];
  const left = [...deaths];
  outside.onAct = () => {
    const [next] = left;
    if (next === undefined || outside.made.size < next[1] * runs * itemsOfRun) return;
    left.shift();
    children[next[0]]?.signal('SIGKILL');
    dead.push(`p${next[0]}`);
  };
  return dead;
};

/** Who made things for which run, one after the other: each name once for as long as nobody else acts. */
const driversOf = (calls: readonly OutsideCall[]): ReadonlyMap<string, readonly string[]> => {
  const drivers = new Map<string, string[]>();
  for (const { who, what, mark } of calls) {
    if (what !== 'create') continue;
    const [run = ''] = mark.split('/');
    const known = drivers.get(run) ?? [];
    if (known.at(-1) !== who) drivers.set(run, [...known, who]);
  }
  return drivers;
};

describe('eight processes on one store', () => {
  test(
    `1.8, L1, S95: drive ${runs} contested runs, each by one at a time, though some of them are killed`,
    { timeout: 120_000 },
    async () => {
      await using outside = await startOutside();
      const path = await storePath();
      // It starts and watches, and drives nothing.
      const engine = open({ path, workflows: flowsIn(outside.url, 'nobody'), atOnce: 0 });
      const ids = Array.from({ length: runs }, (_, at) => `run-${at}`);
      await Promise.all(ids.map((runId) => engine.start('three', { name: runId }, { runId })));
      const ends = ids.map((runId) => engine.result(runId));
      const children = Array.from({ length: processes }, (_, at) =>
        startChild('drives.fixture.ts', [path, outside.url, `p${at}`, '16', 'three']),
      );
      const dead = killOnTheWay(outside, children);

      for (const end of await Promise.all(ends)) expect(end).toMatchObject({ success: true, data: { success: true } });
      expect(dead).toEqual(deaths.map(([at]) => `p${at}`));
      expect([...outside.made.values()].filter((times) => times !== 1)).toEqual([]);
      expect(outside.made.size).toBe(runs * itemsOfRun);
      const drivers = driversOf(outside.calls);
      for (const names of drivers.values()) {
        // Nobody comes back to a run, and only the dead are followed by somebody else.
        expect(new Set(names).size).toBe(names.length);
        expect(dead).toEqual(expect.arrayContaining(names.slice(0, -1)));
      }
      expect(new Set([...drivers.values()].flat()).size).toBeGreaterThan(1);
      for (const child of children) child.tell('close');
      const living = await Promise.all(children.slice(deaths.length).map(({ ended }) => ended));
      expect(living).toEqual(living.map(() => ({ code: 0, signal: null, stderr: '' })));
    },
  );
});
