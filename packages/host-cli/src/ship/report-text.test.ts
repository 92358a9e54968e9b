import picocolors from 'picocolors';
import { expect, test } from 'vitest';
import { mergedText, notShippedText } from './report-text.ts';
import type { Merged, NotShipped, TestReports } from './ship-report.ts';

const plain = picocolors.createColors(false);
const green: TestReports['baseline'] = {
  verdict: 'green',
  total: 2,
  passed: 2,
  failed: 0,
  errors: 0,
  skipped: 0,
  durationMs: 10,
  failing: [],
};
const tests: TestReports = {
  baseline: { ...green, passed: 1, failed: 1, verdict: 'red' },
  withChange: { ...green, coveragePercent: 91.25 },
};
const github = { url: 'https://api.example.com', local: false, calls: 1 } as const;

const merged: Merged = {
  outcome: 'merged',
  repo: 'octo/app',
  pullRequest: { number: 3, url: 'https://example.com/3' },
  branch: 'fix',
  commit: 'a'.repeat(40),
  mergeCommit: 'b'.repeat(40),
  tests,
  files: ['calc.py'],
  effects: [],
  branchDeleted: false,
  github,
  durationMs: 61_000,
};

const notShipped: NotShipped = {
  outcome: 'failed',
  repo: 'octo/app',
  error: { kind: 'rejected', operation: 'approve', message: 'ann said no' },
  branch: 'fix',
  undone: [{ operation: 'create_pr', at: 'create_pr', what: 'pull request #3' }],
  notUndone: [{ operation: 'create_branch', at: 'create_branch', what: 'branch fix', reason: 'no\nrights' }],
  github,
  durationMs: 100,
};

test('a merge in a table', () => {
  expect(mergedText(merged, plain)).toBe(
    [
      '✔ Merged #3 into octo/app',
      '',
      '  pull request  https://example.com/3',
      '  tests         before: 2 tests, 1 passed, 1 failed',
      '                with the change: 2 tests, 2 passed, 91.3 % covered',
      '  files         calc.py',
      '  commit        aaaaaaaaaaaa, merged as bbbbbbbbbbbb',
      '  branch        fix, which could not be deleted',
      '  GitHub        https://api.example.com; 1 call',
      '  time          1 min 01 s',
      '',
    ].join('\n'),
  );
});

test('of many files the first are named', () => {
  const files = Array.from({ length: 12 }, (_, index) => `file-${index}`);
  expect(mergedText({ ...merged, files, branchDeleted: true }, plain)).toMatch(/file-9\n +and 2 more\n/);
});

test('what was undone and what was not, effect by effect, each in one line', () => {
  expect(notShippedText(notShipped, plain)).toBe(
    [
      'Not shipped, and not everything could be taken back',
      '',
      '  undone  create_pr: pull request #3',
      '  left    create_branch: branch fix (no rights)',
      '  GitHub  https://api.example.com; 1 call',
      '  time    0.1 s',
      '',
    ].join('\n'),
  );
  expect(notShippedText({ ...notShipped, notUndone: [] }, plain)).toMatch(
    /^Not shipped; everything that was made has been taken back\n/,
  );
  const nothing = notShippedText(
    { ...notShipped, undone: [], notUndone: [], tests: { ...tests, withChange: { ...green, verdict: 'no_tests' } } },
    plain,
  );
  expect(nothing).toMatch(/^Not shipped; nothing had been made\n/);
  expect(nothing).toContain('with the change: no tests\n');
});
