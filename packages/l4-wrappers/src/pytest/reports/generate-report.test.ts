import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { PyTestCLIWrapper, type TestResults, countTests } from '../index.ts';
import { createTestProject, ctx, everyOutcome, pythonWithPytest } from '../project.fixture.ts';

const missing = process.env['CI'] !== 'true' && pythonWithPytest === undefined;
const pytest = new PyTestCLIWrapper({ python: pythonWithPytest ?? 'python3' });

type Format = 'text' | 'markdown' | 'html' | 'junit';

const reportOf = async (results: TestResults, format: Format, title = 'Nightly'): Promise<string> => {
  const coverage = { percent: 99.97, coveredLines: 3, missingLines: 4, files: [coveredFile] };
  const answer = await pytest.execute({ operation: 'generate_report', results, format, title, coverage }, ctx);
  if (!answer.success) throw new Error(JSON.stringify(answer.error));
  return answer.data.report;
};

const coveredFile = { path: 'a.py', percent: 42.9, coveredLines: 3, missingLines: [1, 2, 3, 9] };

const resultsOf = (tests: TestResults['tests']): TestResults => ({ ...countTests(tests), durationMs: 1, tests });

const hostile = '<script>alert(1)</script>"\'&\u0000\u001B[31m]]>\ud800 @team #1 `x` | *b*';

describe.skipIf(missing)('generate_report of a real run (needs pytest)', () => {
  it('A22, S53: the JUnit XML begins with its declaration and reads back to the same counts', async () => {
    using project = createTestProject({ 'test_a.py': everyOutcome });
    const run = await pytest.execute({ operation: 'run_tests', cwd: project.cwd }, ctx);
    if (!run.success) throw new Error(JSON.stringify(run.error));
    const xml = await reportOf(run.data, 'junit');
    expect(xml.startsWith('<?xml version="1.0" encoding="utf-8"?>')).toBe(true);
    const back = await pytest.execute({ operation: 'parse_results', xml }, ctx);
    if (!back.success) throw new Error(JSON.stringify(back.error));
    const { tests, durationMs: _whole, ...counts } = back.data;
    expect(run.data).toMatchObject(counts);
    const facts = (given: TestResults['tests']) =>
      given.map(({ id, line, outcome }) => [id.split('::').at(-1), line, outcome]);
    expect(facts(tests)).toEqual(facts(run.data.tests));
    for (const format of ['text', 'markdown', 'html'] as const)
      expect(await reportOf(run.data, format)).toMatch(/12 tests: 4 passed, 3 failed, 2 broken/);
  });
});

describe('generate_report', () => {
  const tests = resultsOf([
    { id: `t.py::test_${hostile}`, outcome: 'failed', durationMs: 1, message: hostile, traceback: hostile },
  ]);

  it('A22, S53: the page is whole, loads nothing, and runs nothing that a test has written', async () => {
    const html = await reportOf(tests, 'html', hostile);
    expect(html).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    for (const never of ['<script', '\u0000', '\u001B']) expect(html).not.toContain(never);
    expect(html).not.toMatch(/(?:src|href)=|url\(|@import/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain('prefers-color-scheme: dark');
    // 99.97 % is not all of it.
    expect(html).toContain('Coverage: 99.9 %');
    expect(html).toContain('1-3, 9');
  });

  it('S53: Markdown neither mentions people nor runs HTML; text does not steer the terminal', async () => {
    const markdown = await reportOf(tests, 'markdown', hostile);
    const prose = markdown.replaceAll(/```[\s\S]*?```/g, '').replaceAll(/`[^\n]*`/g, '');
    expect(prose).not.toMatch(/<script|@team/);
    expect(markdown).toContain('| `a.py` | 42.9 % | 1-3, 9 |');
    for (const never of ['\u0000', '\u001B']) expect(await reportOf(tests, 'text', hostile)).not.toContain(never);
  });

  it('S53, S55: a test that passed when it was run again is marked as flaky in every format, and counts as failed', async () => {
    const [flaky, red] = ['t.py::test_flaky', 't.py::test_red'];
    const given = resultsOf([flaky, red].map((id) => ({ id, outcome: 'failed', durationMs: 1, message: 'late' })));
    const settled = [
      { id: flaky, verdict: 'flaky' as const, attempts: 1, passes: 1 },
      { id: red, verdict: 'failed' as const, attempts: 2, passes: 0 },
    ];
    const marked = { ...given, settled };
    for (const format of ['text', 'markdown', 'html'] as const) {
      const report = await reportOf(marked, format);
      expect(report).toContain('2 tests: 2 failed (1 of them flaky)');
      expect(report.split('\n').filter((line) => line.includes('flaky: it passed when it was run again'))).toHaveLength(
        1,
      );
    }
    expect(await reportOf(marked, 'text')).toContain('  t.py::test_red\n');
    expect(await reportOf(given, 'text')).not.toContain('of them flaky');
    const xml = await reportOf(marked, 'junit');
    expect(xml.match(/<property name="settled" value="flaky"\/>/g)).toHaveLength(1);
    const back = await pytest.execute({ operation: 'parse_results', xml }, ctx);
    expect(back).toMatchObject({ data: { total: 2, failed: 2 } });
  });

  const anyTest = fc.record({
    id: fc.string({ unit: 'binary', minLength: 1 }),
    outcome: fc.constantFrom('passed', 'failed', 'error', 'skipped', 'xfailed', 'xpassed'),
    durationMs: fc.nat(),
    message: fc.string({ unit: 'binary' }),
    traceback: fc.string({ unit: 'binary' }),
  });

  it('A22, S53: whatever tests are called and say, the XML is well formed and keeps the counts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyTest, { maxLength: 5 }), fc.string({ minLength: 1 }), async (given, title) => {
        const results = resultsOf(given);
        const xml = await reportOf(results, 'junit', title);
        expect(XMLValidator.validate(xml)).toBe(true);
        const back = await pytest.execute({ operation: 'parse_results', xml }, ctx);
        expect(back).toMatchObject({ success: true, data: countTests(given) });
        expect(await reportOf(results, 'html', title)).not.toContain('<script');
      }),
      { numRuns: 60 },
    );
  });
});
