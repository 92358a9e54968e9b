import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '@strata/core';
import { DockerExpert, GitExpert, PyTestExpert } from '@strata/l3-experts';
import { DockerSDKWrapper, createContainerRunner } from '@strata/l4-wrappers/docker';
import { GitWrapper } from '@strata/l4-wrappers/git';
import { PyTestCLIWrapper } from '@strata/l4-wrappers/pytest';
import { imageLimitMs, missingForContainers, pytestImage } from '@strata/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { CIPipelineManager } from '../index.ts';
import { brokenSum, createProject, mendedSum } from '../project.fixture.ts';
import { realCi } from '../shop.fixture.ts';

const ctx = createContext();

// A temporary folder of its own: what is left in it was left by these tests.
const temporary = mkdtempSync(join(tmpdir(), 'strata-ci-test-'));
process.env['TMPDIR'] = temporary;
const plain = join(temporary, 'plain');
afterAll(() => rmSync(temporary, { recursive: true }));

const hasCoverage = (): boolean => {
  try {
    execFileSync('/usr/bin/python3', ['-c', 'import pytest_cov'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Debian's own interpreter, which has pytest-cov where scripts/provision.sh has run. */
const withCoverage = (): CIPipelineManager =>
  new CIPipelineManager({
    git: new GitExpert(new GitWrapper()),
    pytest: new PyTestExpert(new PyTestCLIWrapper({ python: '/usr/bin/python3' })),
  });

const scratches = (): readonly string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('strata-scratch-'));

test('S36: the working copy itself is neither written to nor left behind in copies', async () => {
  using project = createProject(brokenSum);
  project.edit(mendedSum);
  const before = readdirSync(project.path);
  const result = await realCi().execute({ operation: 'run_ci', path: project.path }, ctx);
  expect(result).toMatchObject({
    success: true,
    data: {
      head: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
      baseline: { verdict: 'red', failing: [{ id: 'test_sums.py::test_something' }] },
      tests: { verdict: 'green', failing: [] },
      files: [{ path: 'sums.py', content: mendedSum['sums.py'], encoding: 'utf-8', executable: false }],
    },
  });
  expect(readdirSync(project.path)).toEqual(before);
});

test('scratch copies are gone when git, pytest or the caller ends the run early', async () => {
  using project = createProject(brokenSum);
  project.edit(mendedSum);
  const before = scratches();
  const cancel = new AbortController();
  const cancelled = createContext({
    signal: cancel.signal,
    emit: (event) => void (event.type === 'started' && event.at === 'baseline' && cancel.abort()),
  });
  const result = await realCi().execute({ operation: 'run_ci', path: project.path }, cancelled);
  expect(result).toMatchObject({
    success: false,
    error: { kind: 'cancelled' },
  });
  const missing = new CIPipelineManager({
    git: new GitWrapper(),
    pytest: new PyTestCLIWrapper({ python: '/no/such/python' }),
  });
  expect(await missing.execute({ operation: 'run_ci', path: project.path }, ctx)).toMatchObject({
    error: { kind: 'tool_missing', operation: 'run_ci', hint: expect.any(String) as string },
  });
  expect(scratches()).toEqual(before);
});

const covered = [
  { minCoverage: 100, success: false },
  { minCoverage: 50, success: true },
  // A limit of nothing is a limit that everything keeps, not a limit left out.
  { minCoverage: 0, success: true },
];

describe.skipIf(!hasCoverage())('coverage (needs /usr/bin/python3 with pytest-cov)', () => {
  const half = 'def add(a, b):\n    return a + b\n\ndef unused():\n    return 1\n\ndef unused_too():\n    return 2\n';
  test.each(covered)('a limit of $minCoverage %: $success', async ({ minCoverage, success }) => {
    using project = createProject(brokenSum);
    project.edit({ 'sums.py': half });
    const result = await withCoverage().execute({ operation: 'run_ci', path: project.path, minCoverage }, ctx);
    expect(result.success).toBe(success);
    if (result.success) expect(result.data.tests.coveragePercent).toBeGreaterThan(50);
    else
      expect(result.error).toMatchObject({
        kind: 'refused',
        message: expect.stringContaining('below the 100 %') as string,
      });
  });
});

test('a project without tests is refused, and says so', async () => {
  using project = createProject({ 'sums.py': '' });
  project.edit(mendedSum);
  const result = await realCi().execute({ operation: 'run_ci', path: project.path }, ctx);
  expect(result).toMatchObject({
    error: { kind: 'refused', message: 'no tests were found: nothing shows that the change works' },
  });
});

test('tests that are all skipped show nothing, and are refused', async () => {
  using project = createProject({
    'sums.py': '',
    'test_sums.py': 'import pytest\npytestmark = pytest.mark.skip\ndef test_a():\n    pass\n',
  });
  project.edit(mendedSum);
  const result = await realCi().execute({ operation: 'run_ci', path: project.path }, ctx);
  expect(result).toMatchObject({
    error: { kind: 'refused', message: 'no test passed (1 test, 0 passed, 1 skipped): nothing shows that it works' },
  });
});

test('a change that mends what keeps pytest from running at all is taken', async () => {
  using project = createProject({ ...brokenSum, ...mendedSum, 'conftest.py': 'import not_there_at_all\n' });
  project.edit({ 'conftest.py': '' });
  const result = await realCi().execute({ operation: 'run_ci', path: project.path }, ctx);
  expect(result).toMatchObject({
    success: true,
    data: { baseline: { verdict: 'red', errors: 1 }, tests: { verdict: 'green', passed: 2 } },
  });
});

test.each([
  ['the error, not the code around it', 'def add(a, b:\n', /\(SyntaxError: .*\)$/],
  ['a part of what is long', `def add(a, b):\n    return '${'x'.repeat(5_000)}'\n`, /^.{10,400}…\)$/],
])('a red test is named with %s', async (_what, sums, message) => {
  using project = createProject({ ...brokenSum, ...mendedSum });
  project.edit({ 'sums.py': sums });
  const result = await realCi().execute({ operation: 'run_ci', path: project.path }, ctx);
  expect(result).toMatchObject({ error: { kind: 'refused', message: expect.stringMatching(message) as string } });
});

test('what the tests write is not part of the change', async () => {
  using project = createProject({
    'conf.py': 'v = 1\n',
    'test_conf.py': "def test_v():\n    with open('conf.py', 'a') as file:\n        file.write('hacked = True\\n')\n",
  });
  project.edit({ 'conf.py': 'v = 2\n' });
  const result = await realCi().execute({ operation: 'run_ci', path: project.path }, ctx);
  expect(result).toMatchObject({ success: true, data: { files: [{ path: 'conf.py', content: 'v = 2\n' }] } });
});

test.each([
  [
    'another commit',
    (path: string) => ({ path, expectedHead: '0'.repeat(40) }),
    /^the working copy is at [0-9a-f]{12}, not at 0{12}$/,
  ],
  [
    'no repository',
    () => ({ path: plain, expectedHead: '0'.repeat(40), patch: 'x' }),
    / is not a git repository: nothing shows/,
  ],
] as const)('a working copy at %s is refused before any test runs', async (_where, given, message) => {
  using project = createProject(brokenSum);
  project.edit(mendedSum);
  mkdirSync(plain, { recursive: true });
  const told: string[] = [];
  const listening = createContext({ emit: (event) => void told.push(event.at) });
  const result = await realCi().execute({ operation: 'run_ci', ...given(project.path) }, listening);
  expect(result).toMatchObject({ error: { kind: 'conflict', message: expect.stringMatching(message) as string } });
  expect(told.filter((at) => at.includes('run_tests'))).toEqual([]);
});

const engine = await missingForContainers();
test.skipIf(engine !== undefined)(
  `S16: a container comes to the same report as a process${engine === undefined ? '' : ` (${engine})`}`,
  async () => {
    using project = createProject({
      ...brokenSum,
      'test_more.py': 'import pytest\n\n@pytest.mark.skip\ndef test_later():\n    pass\n',
    });
    project.edit(mendedSum);
    const docker = new DockerExpert(new DockerSDKWrapper());
    const runner = createContainerRunner(docker, { image: await pytestImage() });
    const inContainer = new CIPipelineManager({ git: new GitWrapper(), pytest: new PyTestCLIWrapper({ runner }) });
    const request = { operation: 'run_ci', path: project.path } as const;
    const here = await realCi().execute(request, ctx);
    const there = await inContainer.execute(request, ctx);
    expect(there.success).toBe(true);
    const timeless = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'durationMs' ? 0 : inner)));
    expect(timeless('data' in there && there.data)).toEqual(timeless('data' in here && here.data));
  },
  imageLimitMs,
);
