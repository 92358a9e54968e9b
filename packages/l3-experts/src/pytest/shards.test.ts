import { createContext } from '@strata/core';
import { PyTestCLIWrapper } from '@strata/l4-wrappers/pytest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PyTestExpert } from '../pytest-expert.ts';
import { createProject, pytestMissing, pythonWithCoverage } from './project.fixture.ts';
import { balanceShards } from './shards.ts';
import { rememberRun } from './test-history.ts';

describe('balanceShards', () => {
  it('S55: every test is in one shard, in order, and no shard takes longer than the bound allows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 8 }),
        (durations, count) => {
          const ids = durations.map((_, index) => `t.py::test_${index}`);
          const shards = balanceShards(ids, (id) => durations[ids.indexOf(id)], count);
          expect(shards.flatMap(({ tests }) => tests).toSorted()).toEqual(ids.toSorted());
          expect(shards).toHaveLength(Math.min(count, ids.length));
          for (const { tests } of shards) {
            expect(tests.length).toBeGreaterThan(0);
            expect(tests).toEqual(ids.filter((id) => tests.includes(id)));
          }
          // What no division can beat: the even share, and the longest test.
          const sum = durations.reduce((total, one) => total + one, 0);
          const best = Math.max(sum / count, ...durations);
          expect(Math.max(...shards.map(({ expectedMs }) => expectedMs))).toBeLessThanOrEqual(2 * best);
        },
      ),
    );
  });

  it('S55: counts a test that nobody has timed like the one in the middle', () => {
    const known = new Map([
      ['a', 10],
      ['b', 20],
      ['c', 300],
    ]);
    expect(balanceShards(['a', 'b', 'c', 'new'], (id) => known.get(id), 2)).toEqual([
      { tests: ['c'], expectedMs: 300 },
      { tests: ['a', 'b', 'new'], expectedMs: 50 },
    ]);
  });
});

describe.skipIf(pytestMissing)('run_sharded (needs pytest)', { timeout: 120_000 }, () => {
  const ctx = createContext();
  const expert = new PyTestExpert(new PyTestCLIWrapper({ python: pythonWithCoverage }));

  it('S55: divides by recorded durations, runs the parts, and puts them together', async () => {
    using project = createProject({
      'test_a.py': 'def test_long(): pass\ndef test_1(): pass\ndef test_2(): pass\ndef test_red(): assert 0\n',
    });
    const { cwd } = project;
    const past = [
      ['long', 90],
      ['1', 30],
      ['2', 30],
      ['red', 30],
    ] as const;
    await rememberRun(
      cwd,
      ctx.clock,
      past.map(([name, durationMs]) => ({ id: `test_a.py::test_${name}`, outcome: 'passed', durationMs })),
    );
    const plan = await expert.execute({ operation: 'plan_shards', cwd, shards: 2 }, ctx);
    const tests = [['test_a.py::test_long'], ['test_a.py::test_1', 'test_a.py::test_2', 'test_a.py::test_red']];
    expect(plan).toMatchObject({ data: { shards: tests.map((ids) => ({ tests: ids, expectedMs: 90 })) } });
    const run = await expert.execute({ operation: 'run_sharded', cwd, shards: 2 }, ctx);
    expect(run).toMatchObject({
      data: { verdict: 'red', total: 4, passed: 3, failed: 1, shards: tests.map((ids) => ({ tests: ids })) },
    });
  });

  it('S55: a shard without an answer is a failure of the whole, and ends the others', async () => {
    using project = createProject({
      'test_a.py': 'import os\ndef test_1(): os._exit(3)\n',
      'test_b.py': 'import time\ndef test_2(): time.sleep(600)\n',
    });
    const run = await expert.execute({ operation: 'run_sharded', cwd: project.cwd, shards: 2 }, ctx);
    expect(run).toMatchObject({ success: false, error: { kind: 'unexpected_answer' } });
  });

  it('S55: a project without tests is not green', async () => {
    using project = createProject({ 'a.py': '' });
    expect(await expert.execute({ operation: 'run_sharded', cwd: project.cwd, shards: 3 }, ctx)).toMatchObject({
      data: { verdict: 'no_tests', total: 0, shards: [] },
    });
  });
});
