import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PyTestCLIWrapper } from './index.ts';
import {
  answer,
  createTestProject,
  ctx,
  failure,
  pytest,
  pythonWithPytest,
  pythonWithXdist,
} from './project.fixture.ts';

const missing = process.env['CI'] !== 'true' && pythonWithPytest === undefined;
const withoutXdist = process.env['CI'] !== 'true' && pythonWithXdist === undefined;

/** A limit that no test reaches by itself. */
const limitMs = 86_400_000;

/** The machine's clock, on which that limit is over when a test says so. */
const createBell = () => {
  const limits: (() => void)[] = [];
  const after: typeof ctx.clock.after = (delayMs, callback) => {
    if (delayMs === limitMs) limits.push(callback);
    return ctx.clock.after(delayMs, callback);
  };
  return { ...ctx.clock, after, ring: () => limits.forEach((callback) => callback()) };
};

const shell = 'a; touch owned $(touch owned) `touch owned` | & "\' * ?';

describe.skipIf(missing)('hostile input (needs pytest)', () => {
  it('S53: a test id with shell characters runs that test and nothing else', async () => {
    const test = `import pytest\n@pytest.mark.parametrize('v', [1, 2], ids=[${JSON.stringify(shell)}, 'other'])\ndef test_1(v): pass\n`;
    using project = createTestProject({ 'test_a.py': test });
    const paths = [`test_a.py::test_1[${shell}]`];
    const result = await pytest.execute({ operation: 'run_tests', cwd: project.cwd, paths }, ctx);
    expect(result).toMatchObject({ success: true, data: { total: 1, tests: [{ id: paths[0] }] } });
    expect(await project.list()).toEqual(['test_a.py']);
  });

  it('S53: a file whose name holds a line end is found, run and reported by its whole name', async () => {
    const name = 'test_a\nb.py';
    using project = createTestProject({ [name]: 'def test_1(): assert 0\n' });
    for (const paths of [[], [name]]) {
      const result = await pytest.execute({ operation: 'run_tests', cwd: project.cwd, paths }, ctx);
      expect(result).toMatchObject({ data: { total: 1, failed: 1, tests: [{ id: `${name}::test_1`, file: name }] } });
    }
  });

  it('S53: more ids than a command line holds', async () => {
    const test = `import pytest\n@pytest.mark.parametrize('v', ['x' * 900 + str(n) for n in range(200)])\ndef test_1(v): pass\n`;
    using project = createTestProject({ 'test_a.py': test });
    const paths = Array.from({ length: 150 }, (_, n) => `test_a.py::test_1[${'x'.repeat(900)}${n}]`);
    const result = await pytest.execute({ operation: 'run_tests', cwd: project.cwd, paths }, ctx);
    expect(result).toMatchObject({ success: true, data: { total: 150, passed: 150 } });
  });

  it.skipIf(withoutXdist)('S53: and these alone in several processes (needs pytest-xdist)', async () => {
    const test = `import pytest\n@pytest.mark.parametrize('v', ['x' * 9000 + str(n) for n in range(12)])\ndef test_1(v): pass\n`;
    using project = createTestProject({ 'test_a.py': test });
    const paths = Array.from({ length: 10 }, (_, n) => `test_a.py::test_1[${'x'.repeat(9000)}${n}]`);
    const wrapper = new PyTestCLIWrapper({ python: pythonWithXdist ?? 'python3' });
    const run = (input: object) =>
      wrapper.execute({ operation: 'run_tests', cwd: project.cwd, workers: 2, ...input }, ctx);
    expect(await run({ paths })).toMatchObject({ success: true, data: { total: 10, passed: 10 } });
    expect(await run({ only: paths.slice(3) })).toMatchObject({ success: true, data: { total: 7, passed: 7 } });
  });

  it('S53: output without end is cut, in each test and in all', async () => {
    const test = `import pytest\n@pytest.mark.parametrize('n', range(600))\ndef test_1(n): print('y' * 1_000_000)\n`;
    const { tests, passed } = await answer({ 'test_a.py': test });
    expect(passed).toBe(600);
    const kept = tests.map(({ captured }) => captured?.stdout?.length ?? 0);
    expect(Math.max(...kept)).toBeLessThan(5_000);
    expect(kept.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(2_000_000);
    expect(tests.every(({ isCut }) => isCut)).toBe(true);
  });

  it.each([
    [
      'pytest.exit',
      "import pytest\ndef test_1(): pytest.exit('enough', 0)\ndef test_2(): assert 0\n",
      /interrupted during test_a.py::test_1: enough/,
    ],
    ['Ctrl-C', 'def test_1(): raise KeyboardInterrupt\n', /interrupted during test_a.py::test_1: KeyboardInterrupt/],
  ])('A7: %s is an interruption that names the test, and never green', async (_what, test, message) => {
    const error = await failure({ 'test_a.py': test });
    expect(error.kind).toBe('refused');
    expect(error.message).toMatch(message);
  });

  it('S53: an error inside pytest is named', async () => {
    const conftest = "def pytest_runtest_protocol(item): raise RuntimeError('hook broke')\n";
    const error = await failure({ 'conftest.py': conftest, 'test_a.py': 'def test_1(): pass\n' });
    expect(error).toMatchObject({ kind: 'unexpected_answer' });
    expect(error.message).toMatch(/^pytest broke: .*hook broke/);
  });

  it.each([
    ['a time limit', { kind: 'timed_out', limitMs }, { ring: true }],
    ['whoever calls it off', { kind: 'cancelled' }, { ring: false }],
  ])('A19: %s names the test that hangs', async (_what, error, { ring }) => {
    using project = createTestProject({
      'test_a.py': 'import time\ndef test_1(): pass\ndef test_2(): time.sleep(600)\n',
    });
    const controller = new AbortController();
    const clock = createBell();
    const result = await pytest.execute(
      { operation: 'run_tests', cwd: project.cwd, timeoutMs: limitMs },
      {
        ...ctx,
        clock,
        signal: controller.signal,
        onPart: (part) => {
          if (!JSON.stringify(part).includes('"started","id":"test_a.py::test_2"')) return;
          if (ring) clock.ring();
          else controller.abort();
        },
      },
    );
    expect(result).toMatchObject({ success: false, error });
    expect(!result.success && result.error.message).toMatch(/during test_a.py::test_2$/);
  });
});

describe('what never reaches pytest', () => {
  const nobody = new PyTestCLIWrapper({ python: '/no/such/python' });

  it.each([
    { paths: ['-x'] },
    { paths: ['@file'] },
    { paths: ['a\0b'] },
    { cwd: '/\0' },
    { env: { 'A=B': 'c' } },
    { env: { PYTHONPATH: '/x' } },
    { env: { A: 'a\0' } },
    ...[
      '-m',
      '-mslow',
      '-qm',
      '-vk',
      '-h',
      '--co',
      '--junitxml=x',
      '@file',
      '-p=no:strata_recorder',
      '--cov-report=xml',
    ].map((argument) => ({ extraArgs: [argument] })),
  ])('A13, S53: %j', async (input) => {
    expect(await nobody.execute({ operation: 'run_tests', cwd: '/', ...input }, ctx)).toMatchObject({
      error: { kind: 'invalid_input' },
    });
  });

  it('S53: no text that passes makes the wrapper throw, or be taken for a bug', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1 });
    const input = fc.record({
      paths: fc.array(text),
      keyword: text,
      extraArgs: fc.array(text),
      env: fc.dictionary(text, text),
    });
    await fc.assert(
      fc.asyncProperty(input, async (given) => {
        const result = await nobody.execute({ operation: 'run_tests', cwd: '/', ...given }, ctx);
        expect(result.success ? 'green' : result.error.kind).toMatch(/^(?:invalid_input|tool_missing)$/);
      }),
      { numRuns: 200 },
    );
  });
});
