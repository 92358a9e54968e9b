import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataText } from './data-text.ts';

test('a field is a line, and what is inside it stands below', () => {
  const data = {
    number: 7,
    draft: false,
    merged: null,
    body: 'One.\nTwo.\n',
    labels: ['bug', 'urgent'],
    files: [{ path: 'a.py', lines: [1, 2] }, { path: 'b.py' }],
    none: [],
    head: { sha: 'abc' },
    left: undefined,
  };
  expect(dataText(data)).toBe(`  number: 7
  draft: false
  merged: null
  body:
    One.
    Two.
  labels:
    - bug
    - urgent
  files:
    - path: a.py
      lines:
        - 1
        - 2
    - path: b.py
  none: none
  head:
    sha: abc
`);
  expect(dataText('text')).toBe('  text\n');
});

describe('a long text', () => {
  const tests = Array.from({ length: 60 }, (_, index) => ({
    id: `test_${index}`,
    outcome: 'passed',
    durationMs: 1.23456,
    phases: { setupMs: 1 },
    message: null,
    traceback: 'one\ntwo',
  }));
  const lines = dataText({ total: 60, tests, output: 'one\ntwo\n', verdict: 'green' }).split('\n');

  test('has a line for each object of a list, up to fifty, with numbers rounded', () => {
    expect(lines.slice(0, 2)).toEqual(['  tests:', '    - test_0  outcome=passed  durationMs=1.23  traceback=one…  …']);
    expect(lines[51]).toBe('    … and 10 more: --json gives all of them');
  });

  test('ends with what is short', () => {
    expect(lines.slice(52)).toEqual(['  output:', '    one', '    two', '  total: 60', '  verdict: green', '']);
  });
});

test('a SARIF log is a line for each finding', () => {
  const result = {
    ruleId: 'B101',
    level: 'error',
    message: { text: 'Use of\nassert.' },
    locations: [{ physicalLocation: { artifactLocation: { uri: 'app.py' }, region: { startLine: 3 } } }],
    properties: { 'security-severity': '8.0' },
  };
  const bare = { message: { text: 'Bare.' } };
  const sarif = { version: '2.1.0', runs: [{ tool: {}, results: [result, bare] }] };
  const text = '    error 8.0  app.py:3  B101  Use of assert.\n    warning  nowhere  no rule  Bare.\n';
  expect(dataText({ sarif, complete: true })).toBe(`  sarif:\n${text}  complete: true\n`);
  expect(dataText({ sarif: { version: '2.1.0', runs: [{}] } })).toBe('  sarif: none\n');
});

test('nothing that others wrote moves the cursor', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (data) => {
      expect(dataText(data).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    }),
  );
});
