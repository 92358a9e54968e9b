import type { PyTestOperations } from '@strata/l4-wrappers/pytest';
import { expect } from 'vitest';
import { act } from '../act.ts';
import type { Contract, ContractWorld } from '../contract.ts';

/** A project that has the tests of `pytestProject`. */
export interface PyTestWorld extends ContractWorld<PyTestOperations> {
  /** The project's folder. */
  readonly cwd: string;
  /** The path of a report of coverage, as `coverageReport` has it. */
  readonly coverageFile: string;
}

/** The project's one file of tests. */
export const pytestProject: Readonly<Record<string, string>> = {
  'tests/test_sum.py': `import pytest

def test_adds(): assert 1 + 1 == 2

def test_breaks(): assert 1 == 2, 'one is not two'

@pytest.mark.skip(reason='not today')
def test_waits(): pass
`,
};

/** A report as coverage.py writes it (format 3): two lines of three were run. */
export const coverageReport: string = JSON.stringify({
  meta: { format: 3, version: '7.6.0', branch_coverage: false, show_contexts: false },
  files: {
    'sum.py': {
      executed_lines: [1, 2],
      missing_lines: [3],
      excluded_lines: [],
      summary: { covered_lines: 2, num_statements: 3, percent_covered: 66.7, missing_lines: 1, excluded_lines: 0 },
    },
  },
  totals: { covered_lines: 2, num_statements: 3, percent_covered: 66.7, missing_lines: 1, excluded_lines: 0 },
});

const file = 'tests/test_sum.py';

const xml = `<?xml version="1.0"?><testsuites><testsuite name="pytest" tests="2" failures="1" errors="0" skipped="0" time="0.2">
<testcase classname="tests.test_sum" name="test_adds" file="${file}" time="0.1"/>
<testcase classname="tests.test_sum" name="test_breaks" file="${file}" time="0.1"><failure message="assert 1 == 2">no</failure></testcase>
</testsuite></testsuites>`;

/** What pytest promises, for the fake and for the real one. */
export const pytestPromises: Contract<PyTestOperations, PyTestWorld> = {
  run_tests: {
    arrange: ({ cwd }) => ({ operation: 'run_tests', cwd }),
    check: (output) => {
      expect(output).toMatchObject({
        verdict: 'red',
        rootFolder: '.',
        exitCode: 1,
        total: 3,
        passed: 1,
        failed: 1,
        skipped: 1,
        errors: 0,
      });
      expect(output.counts).toMatchObject({ passed: 1, failed: 1, skipped: 1 });
      expect(output.tests.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
        `${file}::test_adds passed`,
        `${file}::test_breaks failed`,
        `${file}::test_waits skipped`,
      ]);
    },
  },
  collect_tests: {
    arrange: ({ cwd }) => ({ operation: 'collect_tests', cwd, keyword: 'adds or waits' }),
    check: (output) =>
      expect(output).toMatchObject({
        rootFolder: '.',
        count: 2,
        tests: [`${file}::test_adds`, `${file}::test_waits`],
        deselected: 1,
      }),
  },
  parse_results: {
    arrange: () => ({ operation: 'parse_results', xml }),
    check: (output) => expect(output).toMatchObject({ total: 2, passed: 1, failed: 1, durationMs: 200 }),
  },
  get_coverage: {
    arrange: ({ coverageFile: path }) => ({ operation: 'get_coverage', path }),
    check: (output) =>
      expect(output).toMatchObject({
        coveredLines: 2,
        missingLines: 1,
        files: [{ path: 'sum.py', missingLines: [3] }],
      }),
  },
  analyze_failures: {
    arrange: async (world) => ({
      operation: 'analyze_failures',
      results: await act(world, { operation: 'run_tests', cwd: world.cwd }),
    }),
    check: (output) => expect(output).toMatchObject({ failures: 1, groups: [{ count: 1 }] }),
  },
  generate_report: {
    arrange: () => ({ operation: 'generate_report', xml, format: 'markdown', title: 'The nightly run' }),
    check: ({ format, report }) => {
      expect(format).toBe('markdown');
      expect(report).toContain('The nightly run');
      expect(report).toContain('test_breaks');
    },
  },
  get_environment: {
    arrange: ({ cwd }) => ({ operation: 'get_environment', cwd }),
    check: (output) => expect(output.version).toMatch(/^3\./),
  },
};
