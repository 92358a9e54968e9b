import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, stream } from '@strata/core';
import { PyTestCLIWrapper } from '@strata/l4-wrappers/pytest';
import { describe, expect, it } from 'vitest';
import { PyTestExpert } from '../pytest-expert.ts';
import { createProject, pytestMissing, pythonWithCoverage } from './project.fixture.ts';
import { createMemoryResultStore, resultCache } from './result-cache.ts';

const ctx = createContext();

/** A project whose tests write down, outside of it, how often they ran. */
const createCounted = (files: Readonly<Record<string, string>>) => {
  const project = createProject({
    'code.py': '',
    'shop.py': 'PRICE = 1\n',
    'test_a.py':
      'import os, shop\ndef test_1():\n    open(os.environ["RUNS"], "a").write(".")\n    assert shop.PRICE == 1\n',
    ...files,
  });
  const outside = createProject({ runs: '' });
  const env = { RUNS: join(outside.cwd, 'runs') };
  const wrapper = new PyTestCLIWrapper({ python: pythonWithCoverage, env });
  const expert = new PyTestExpert(wrapper, { resultCache: {} });
  return {
    ...project,
    expert,
    run: (input: object = {}) => expert.execute({ operation: 'run_tests', cwd: project.cwd, ...input }, ctx),
    runs: () => outside.read('runs').length,
    [Symbol.dispose]: () => {
      project[Symbol.dispose]();
      outside[Symbol.dispose]();
    },
  };
};

describe.skipIf(pytestMissing)('the result cache (needs pytest)', { timeout: 120_000 }, () => {
  it('S54, A15: answers again while nothing has changed, green or red, and says so', async () => {
    using project = createCounted({});
    const first = await project.run();
    const second = await project.run();
    expect([first, second]).toMatchObject([
      { data: { verdict: 'green' }, meta: { attempts: 1 } },
      { data: { verdict: 'green' }, meta: { attempts: 0, cached: true } },
    ]);
    expect(project.runs()).toBe(1);
    project.write('shop.py', 'PRICE = 2\n');
    expect(await project.run()).toMatchObject({ data: { verdict: 'red' } });
    expect(await project.run()).toMatchObject({ data: { verdict: 'red' }, meta: { cached: true } });
    expect(project.runs()).toBe(2);
    const told = [];
    for await (const { part } of stream(project.expert, { operation: 'run_tests', cwd: project.cwd }, ctx))
      if (part !== undefined) told.push(part);
    expect(told).toMatchObject([{ event: 'finished', id: 'test_a.py::test_1', outcome: 'failed', done: 1, total: 1 }]);
  });

  it('S54, A15: runs again after each change that the tests can see', async () => {
    using project = createCounted({ 'data/prices.csv': 'a' });
    using elsewhere = createProject({ 'lib/helper.py': '' });
    const pythonPath = [join(elsewhere.cwd, 'lib')];
    const changes: readonly (() => void)[] = [
      () => project.write('shop.py', 'PRICE = 1 # same length? no\n'),
      () => project.write('data/prices.csv', 'b'),
      () => project.write('.env', 'SECRET=1'),
      () => project.write('conftest.py', ''),
      () => project.remove('code.py'),
      () => elsewhere.write('lib/helper.py', 'x = 1\n'),
      () => mkdirSync(join(elsewhere.cwd, 'linked')),
      () => symlinkSync(join(elsewhere.cwd, 'lib'), join(project.cwd, 'link')),
      () => elsewhere.write('lib/helper.py', 'x = 2\n'),
    ];
    await project.run({ pythonPath });
    let expected = 1;
    for (const [index, change] of changes.entries()) {
      change();
      // A folder that nobody sees is no change.
      if (index !== 6) expected += 1;
      await project.run({ pythonPath });
      expect(project.runs(), `change ${index}`).toBe(expected);
    }
    for (const input of [
      { pythonPath, verbosity: 2 },
      { pythonPath, env: { A: '1' } },
      { pythonPath, keyword: 'test' },
    ]) {
      await project.run(input);
      await project.run(input);
      expected += 1;
      expect(project.runs(), JSON.stringify(input)).toBe(expected);
    }
  });

  it('S54, A15: runs again when a file changes that stands above the project or beside a path outside of it', async () => {
    using top = createProject({
      'pytest.ini': '[pytest]\n',
      'conftest.py': 'import pytest\n@pytest.fixture\ndef answer(): return 42\n',
      'pkg/test_a.py': 'def test_a(answer): assert answer == 42\n',
      'lib/test_o.py': 'def test_o(): assert True\n',
    });
    const expert = new PyTestExpert(new PyTestCLIWrapper({ python: pythonWithCoverage }), { resultCache: {} });
    const cwd = join(top.cwd, 'pkg');
    const run = (input: object = {}) => expert.execute({ operation: 'run_tests', cwd, ...input }, ctx);
    const outside = { paths: ['../lib/test_o.py::test_o'] };
    expect(await run()).toMatchObject({ data: { verdict: 'green' } });
    expect(await run()).toMatchObject({ data: { verdict: 'green' }, meta: { cached: true } });
    top.write('conftest.py', top.read('conftest.py').replace('42', '41'));
    expect(await run()).toMatchObject({ data: { verdict: 'red' } });
    expect(await run(outside)).toMatchObject({ data: { verdict: 'green' } });
    top.write('lib/test_o.py', 'def test_o(): assert False\n');
    expect(await run(outside)).toMatchObject({ data: { verdict: 'red' } });
    const only = { only: outside.paths };
    expect(await run(only)).toMatchObject({ data: { verdict: 'red' } });
    top.write('lib/test_o.py', 'def test_o(): assert True\n');
    expect(await run(only)).toMatchObject({ data: { verdict: 'green' } });
    expect(await run(only)).toMatchObject({ data: { verdict: 'green' }, meta: { cached: true } });
  });

  it('S54, A15: runs again when a path changes that only the configuration names', async () => {
    using library = createProject({ 'shop2.py': 'PRICE = 1\n' });
    using project = createCounted({
      'pytest.ini': `[pytest]\npythonpath = ${library.cwd}\n`,
      'test_c.py': 'import shop2\ndef test_c(): assert shop2.PRICE == 1\n',
    });
    expect(await project.run()).toMatchObject({ data: { verdict: 'green' } });
    library.write('shop2.py', 'PRICE = 2\n');
    expect(await project.run()).toMatchObject({ data: { verdict: 'red' } });
    // Whatever that file says besides, nobody has read it.
    const input = { extraArgs: ['-c', 'pytest.ini'] };
    await project.run(input);
    expect(await project.run(input)).not.toMatchObject({ meta: { cached: true } });
  });

  it('S54: what one caller does with an answer does not show in the next one', async () => {
    using project = createCounted({});
    for (const cached of [undefined, true, true]) {
      const answer = await project.run();
      if (!answer.success) throw new Error(JSON.stringify(answer.error));
      expect([answer.data.verdict, answer.data.tests.length, answer.meta.cached]).toEqual(['green', 1, cached]);
      answer.data.verdict = 'red';
      answer.data.tests.length = 0;
    }
  });

  it('S54: callers of the same run that come together share one, and one that wants it fresh gets it', async () => {
    using project = createCounted({});
    const [one, other] = await Promise.all([project.run(), project.run()]);
    expect([one, other]).toMatchObject([{ data: { verdict: 'green' } }, { data: { verdict: 'green' } }]);
    expect(project.runs()).toBe(1);
    const request = { operation: 'run_tests', cwd: project.cwd } as const;
    expect(await project.expert.execute(request, { ...ctx, fresh: true })).not.toMatchObject({
      meta: { cached: true },
    });
    expect(project.runs()).toBe(2);
  });

  it('S54, A5: keeps no failure, no part of a run, and no run that changed what it saw', async () => {
    using project = createCounted({ 'test_b.py': 'def test_2(): open("seen.txt", "a").write("x")\n' });
    await project.run();
    await project.run();
    expect(project.runs()).toBe(2);
    project.remove('test_b.py');
    await project.run({ maxFailures: 1 });
    await project.run({ maxFailures: 1 });
    expect(project.runs()).toBe(4);
    expect(await project.run({ keyword: 'nothing' })).toMatchObject({ data: { verdict: 'no_tests' } });
    expect(await project.run({ keyword: 'nothing' })).not.toMatchObject({ meta: { cached: true } });
    expect(await project.run({ markers: '((' })).toMatchObject({ success: false });
    expect(await project.run({ markers: '((' })).not.toMatchObject({ meta: { cached: true } });
  });
});

it.skipIf(pytestMissing)(
  'S54, A5: a store that fails keeps nothing, and takes nothing away',
  { timeout: 120_000 },
  async () => {
    using project = createProject({ 'test_a.py': 'def test_1(): pass\n' });
    const fail = async (): Promise<never> => {
      throw new Error('the disk is full');
    };
    const wrapper = new PyTestCLIWrapper({ python: pythonWithCoverage });
    const expert = new PyTestExpert(wrapper, { resultCache: { store: { get: fail, set: fail } } });
    expect(await expert.execute({ operation: 'run_tests', cwd: project.cwd }, ctx)).toMatchObject({
      data: { verdict: 'green' },
    });
  },
);

it('S54: the store holds what was asked for last, and no more than it may', async () => {
  const store = createMemoryResultStore(2);
  const run = (output: string) => ({ output }) as Parameters<typeof store.set>[1];
  for (const key of ['a', 'b']) await store.set(key, run(key));
  await store.get('a');
  await store.set('c', run('c'));
  expect([await store.get('a'), await store.get('b'), await store.get('c')]).toEqual([run('a'), undefined, run('c')]);
  const small = createMemoryResultStore(2, 20);
  await small.set('a', run('x'.repeat(20)));
  expect(await small.get('a')).toBeUndefined();
  expect(() => resultCache({ store: {} as typeof store })).toThrow(/resultCache: .*store/s);
});
