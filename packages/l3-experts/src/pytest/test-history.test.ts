import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createContext } from '@strata/core';
import { PyTestCLIWrapper } from '@strata/l4-wrappers/pytest';
import { createManualClock } from '@strata/testing';
import { describe, expect, it } from 'vitest';
import { PyTestExpert } from '../pytest-expert.ts';
import { createProject, pytestMissing, pythonWithCoverage } from './project.fixture.ts';
import { recallTests, rememberRun } from './test-history.ts';

const ctx = createContext();

it('S55: runs that end at the same moment are all remembered without trouble, also when the file is made shorter', async () => {
  using project = createProject({});
  const clock = createManualClock();
  const remember = (id: string) => rememberRun(project.cwd, clock, [{ id, outcome: 'passed', durationMs: 1 }]);
  for (let run = 0; run < 100; run += 1) await remember('t');
  const ended = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => remember(`t${index}`)));
  expect(ended.map(({ status }) => status)).toEqual(ended.map(() => 'fulfilled'));
  expect(readdirSync(join(project.cwd, '.strata')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect((await recallTests(project.cwd)).get('t')?.runs).toBeGreaterThan(40);
});

describe.skipIf(pytestMissing)('where nothing can be remembered (needs pytest-cov)', { timeout: 120_000 }, () => {
  const expert = new PyTestExpert(new PyTestCLIWrapper({ python: pythonWithCoverage }));

  it.each([
    ['run_strategy', { strategy: 'fast' }, {}],
    ['run_strategy', { strategy: 'coverage' }, {}],
    ['run_sharded', { shards: 2 }, {}],
    ['run_affected', {}, { basis: 'everything' }],
  ] as const)('S55: %s answers all the same, and says so: %j', async (operation, input, more) => {
    for (const remembered of [true, false]) {
      using project = createProject({
        'test_a.py': 'def test_1(): pass\n',
        ...(remembered ? {} : { '.strata': 'a file' }),
      });
      // The table holds the input of each operation beside its name.
      const request = { operation, cwd: project.cwd, ...input } as Parameters<typeof expert.execute>[0];
      const answer = await expert.execute(request, ctx);
      expect(answer).toMatchObject({ success: true, data: { remembered, ...more } });
      expect(JSON.stringify(answer)).toContain('"verdict":"green"');
    }
  });
});
