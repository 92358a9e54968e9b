import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startRecordedGitHub } from '../loopback-github.fixture.ts';
import { Workshop, pytestMissing, redProject, whyPytest } from '../project.fixture.ts';
import { runStrata } from '../strata-process.fixture.ts';

const workshop = new Workshop();
afterAll(() => workshop[Symbol.dispose]());

describe('S34: Ctrl-C', { timeout: 60_000 }, () => {
  test.each([
    ['get_repo', 'read', 1],
    ['create_issue', 'write', 3],
  ])('ends a %s that GitHub does not answer, a %s; the code is %s', async (operation, _effect, code) => {
    const asked = Promise.withResolvers<void>();
    await using server = await startRecordedGitHub(() => {
      asked.resolve();
      return 'never';
    });
    const args = ['ops', 'call', 'github', operation, '--repo=octo/app', '--json'];
    const { exitCode, stdout, stderr } = await runStrata([...args, ...(code === 3 ? ['--title=x'] : [])], {
      env: { GITHUB_API_URL: server.url, GITHUB_TOKEN: 'not-a-real-token' },
      interruptWhen: asked.promise,
    });
    expect(stderr).toMatch(/^Stopping\. Press Ctrl-C again to stop at once\.\n✖ .+\n/);
    expect(JSON.parse(stdout)).toMatchObject({ success: false, error: { kind: 'cancelled', operation } });
    expect(exitCode).toBe(code);
    const { callId } = JSON.parse(stdout) as { readonly callId?: string };
    // Whoever does not know whether it was made is told by which name to repeat it.
    expect(stderr.includes('--call-id=')).toBe(code === 3);
    expect(callId === undefined || stderr.includes(`--call-id=${callId} `)).toBe(true);
  });
});

describe.skipIf(pytestMissing)(`a real pytest${whyPytest}`, { timeout: 60_000 }, () => {
  test('S52, S67: tells of each test while it runs, and then gives the whole', async () => {
    const path = workshop.folder(redProject);
    const { exitCode, stdout } = await runStrata(['ops', 'call', 'pytest', 'run_tests', '--cwd', path, '--json-lines']);
    expect(exitCode).toBe(4);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly part?: { readonly id: string }; readonly result?: object });
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.slice(0, -1).every(({ part }) => part?.id.includes('test_calc.py::test_add'))).toBe(true);
    expect(lines.at(-1)?.result).toMatchObject({ success: true, data: { total: 1, failed: 1 } });
  });
});

describe.skipIf(pytestMissing)(`the verdict of a real pytest${whyPytest}`, { timeout: 60_000 }, () => {
  test.each([
    ['red', redProject, 4, '✖ '],
    ['without tests', { 'calc.py': '' }, 4, '✖ '],
    ['green', { 'test_one.py': 'def test_one():\n    pass\n' }, 0, '✔ '],
  ])('S65: of a project that is %s is seen in the code and in the mark', async (_how, project, code, mark) => {
    const { exitCode, stdout } = await runStrata([
      'ops',
      'call',
      'pytest',
      'run_tests',
      '--cwd',
      workshop.folder(project),
    ]);
    expect([exitCode, stdout.slice(0, 2)]).toEqual([code, mark]);
  });

  test('S52, S67: and each test is a line for people while it runs', async () => {
    const path = workshop.folder(redProject);
    const { stderr } = await runStrata(['ops', 'call', 'pytest', 'run_tests', '--cwd', path]);
    const [begun, ended] = stderr.trimEnd().split('\n');
    expect(begun).toMatch(/^· \S*test_calc\.py::test_add {2}0 of 1$/);
    expect(ended).toMatch(/^✖ \S*test_calc\.py::test_add {2}(<1|\d+) ms {2}1 of 1$/);
  });
});

describe.skipIf(pytestMissing)(`a real pytest that never ends${whyPytest}`, { timeout: 60_000 }, () => {
  test('S34, S67: ends with Ctrl-C, and nothing of it is left', async () => {
    const endless = 'import threading\n\n\ndef test_forever():\n    threading.Event().wait()\n';
    const path = workshop.folder({ 'test_forever.py': endless });
    const { exitCode, stdout, stderr } = await runStrata(['ops', 'call', 'pytest', 'run_tests', '--cwd', path], {
      signals: [{ at: 'test_forever', signal: 'SIGINT' }],
    });
    expect(stderr).toContain('Stopping. Press Ctrl-C again to stop at once.\n✖ ');
    expect([exitCode, stdout]).toEqual([1, '']);
  });
});

/** The addresses of all modules that a run has loaded, as V8's coverage tells them. */
const loadedBy = async (args: readonly string[]): Promise<readonly string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'strata-loaded-'));
  try {
    const { exitCode } = await runStrata(args, { env: { NODE_V8_COVERAGE: folder } });
    expect(exitCode).toBe(0);
    const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    // What V8 writes into that folder.
    const reports = texts.map((text) => JSON.parse(text) as { readonly result: readonly { readonly url: string }[] });
    return reports.flatMap(({ result }) => result.map(({ url }) => url)).filter((url) => url.startsWith('file:'));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

describe('no command loads what it does not need', { timeout: 60_000 }, () => {
  const toolsOf = (urls: readonly string[]): readonly string[] =>
    ['octokit', 'dockerode', 'secretlint', 'l4-wrappers', 'emulate'].filter((part) =>
      urls.some((url) => url.includes(part)),
    );

  test('the version comes without any tool, and without the parser', async () => {
    const urls = await loadedBy(['--version']);
    expect(urls.length).toBeGreaterThan(0);
    expect(toolsOf(urls)).toEqual([]);
    expect(urls.filter((url) => url.includes('commander'))).toEqual([]);
  });

  test('help loads no tool, and an operation of git no client of others', async () => {
    expect(toolsOf(await loadedBy(['ops', '--help']))).toEqual([]);
    const path = workshop.workingCopy(redProject);
    expect(toolsOf(await loadedBy(['ops', 'call', 'git', 'status', '--cwd', path]))).toEqual(['l4-wrappers']);
  });
});
