import { execFileSync } from 'node:child_process';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { containing, matching } from '../../process/text-matchers.fixture.ts';
import { PyTestCLIWrapper } from '../index.ts';
import { createTestProject, ctx, everyOutcome, pythonWithPytest } from '../project.fixture.ts';

const missing = process.env['CI'] !== 'true' && pythonWithPytest === undefined;
const pytest = new PyTestCLIWrapper();

const runPytest = (cwd: string, args: readonly string[]): void => {
  try {
    execFileSync(pythonWithPytest ?? 'python3', ['-m', 'pytest', '--junitxml=report.xml', ...args], {
      cwd,
      stdio: 'ignore',
    });
  } catch {
    // Red tests are what the report is about.
  }
};

describe.skipIf(missing)('parse_results (needs pytest)', () => {
  it.each(['xunit1', 'xunit2'])("S53: reads pytest's own report of the family %s", async (family) => {
    using project = createTestProject({ 'tests/test_a.py': everyOutcome });
    runPytest(project.cwd, ['-o', `junit_family=${family}`]);
    const request = { operation: 'parse_results', path: join(project.cwd, 'report.xml'), cwd: project.cwd } as const;
    const result = await pytest.execute(request, ctx);
    // In JUnit's words an unexpected pass is a pass.
    const counts = { total: 12, passed: 5, failed: 3, errors: 2, skipped: 1, xfailed: 1, xpassed: 0 };
    expect(result).toMatchObject({ success: true, data: counts });
    const failed = result.success ? result.data.tests.find(({ name }) => name === 'test_fail') : undefined;
    expect(failed).toMatchObject({
      id: 'tests/test_a.py::test_fail',
      outcome: 'failed',
      message: containing('one is not two'),
      traceback: containing('assert 1 == 2'),
    });
  });
});

describe('parse_results of other reports', () => {
  const parse = (xml: string) => pytest.execute({ operation: 'parse_results', xml }, ctx);

  it('S53: reads one suite without a root, suites in suites, and times with commas', async () => {
    const one = '<testcase classname="A" name="a" time="1,234.5"><system-out>hello</system-out></testcase>';
    const two = '<testcase name="b"><failure>why\nmore</failure></testcase>';
    const nested = `<testsuite>${one}<testsuite>${two}</testsuite></testsuite>`;
    for (const xml of [nested, `<testsuites>${nested}</testsuites>`])
      expect(await parse(xml)).toMatchObject({
        data: {
          total: 2,
          failed: 1,
          durationMs: 1_234_500,
          tests: [
            { id: 'A::a', captured: { stdout: 'hello' } },
            { id: 'b', message: 'why\nmore' },
          ],
        },
      });
  });

  const bomb = `<?xml version="1.0"?><!DOCTYPE t [<!ENTITY a "ha">${Array.from(
    { length: 30 },
    (_, n) => `<!ENTITY a${n} "${`&a${n - 1};`.repeat(10)}">`,
  ).join('')}]><testsuites><testsuite><testcase name="&a29;"/></testsuite></testsuites>`;

  it.each([
    ['an entity bomb', bomb, /declares entities of its own/],
    ['a report that is cut off', '<testsuites><testsuite><testcase name="a">', /cannot be read/],
    ['a page', '<html><body/></html>', /no JUnit report/],
    ['JSON', '{"tests": []}', /cannot be read/],
    ['nothing', '', /cannot be read/],
    ['a test without a name', '<testsuite><testcase/></testsuite>', /no JUnit report/],
    ['a time that is none', '<testsuite><testcase name="a" time="soon"/></testsuite>', /no JUnit report/],
  ])('S53: refuses %s', async (_what, xml, message) => {
    expect(await parse(xml)).toMatchObject({ error: { kind: 'refused', message: matching(message) } });
  });

  it('S53: refuses a file of 100 MB before it reads it, and says when there is none', async () => {
    using project = createTestProject({ 'large.xml': '' });
    const path = join(project.cwd, 'large.xml');
    truncateSync(path, 100_000_000);
    expect(await pytest.execute({ operation: 'parse_results', path }, ctx)).toMatchObject({
      error: { kind: 'refused', message: containing('100000000 bytes') },
    });
    expect(await pytest.execute({ operation: 'parse_results', path: `${path}.no` }, ctx)).toMatchObject({
      error: { kind: 'not_found' },
    });
    expect(await pytest.execute({ operation: 'parse_results', path: project.cwd }, ctx)).toMatchObject({
      success: false,
    });
  });

  it('needs one source, not two or none', async () => {
    for (const given of [{}, { path: '/a', xml: '<a/>' }])
      expect(await pytest.execute({ operation: 'parse_results', ...given }, ctx)).toMatchObject({
        error: { kind: 'invalid_input' },
      });
  });
});
