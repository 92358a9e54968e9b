import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCoverageJson } from '../coverage/coverage-json.ts';
import { parseJunitReport } from './junit-report.ts';
import { parseSummaryLine } from '../session/summary-line.ts';

describe('parseSummaryLine', () => {
  it.each([
    ['==== 2 failed, 1 passed in 0.03s ====', { failed: 2, errors: 0, deselected: 0 }],
    ['1 passed, 2 failed in 61.00s (0:01:01)', { failed: 2, errors: 0, deselected: 0 }],
    [
      '== 7 failed, 6 passed, 1 skipped, 1 xfailed, 1 xpassed, 3 errors in 0.83s ==',
      { failed: 7, errors: 3, deselected: 0 },
    ],
    ['1 error in 0.62s', { failed: 0, errors: 1, deselected: 0 }],
    ['=== 3 xfailed, 4 deselected, 2 subtests passed in 1s ===', { failed: 0, errors: 0, deselected: 4 }],
    ['no tests ran in 0.01s', { failed: 0, errors: 0, deselected: 0 }],
  ])('A7: reads %j', (line, counts) => {
    expect(parseSummaryLine(`noise\n${line}\n`)).toEqual(counts);
  });

  it('takes the last one, and says when there is none', () => {
    expect(parseSummaryLine('1 failed in 1s\n3 failed in 1s\n')?.failed).toBe(3);
    expect(parseSummaryLine('test_a.py ..\n')).toBeUndefined();
  });

  it('A7: reads counts in any order', () => {
    const nouns = ['failed', 'passed', 'skipped', 'errors', 'xfailed', 'xpassed', 'warnings', 'deselected'];
    fc.assert(
      fc.property(
        fc.shuffledSubarray(nouns, { minLength: 1 }),
        fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 8, maxLength: 8 }),
        (order, counts) => {
          const of = (noun: string): number => (order.includes(noun) ? (counts[order.indexOf(noun)] ?? 0) : 0);
          const line = order.map((noun) => `${of(noun)} ${noun}`).join(', ');
          expect(parseSummaryLine(`= ${line} in 1.5s =`)).toEqual({
            failed: of('failed'),
            errors: of('errors'),
            deselected: of('deselected'),
          });
        },
      ),
    );
  });
});

describe('parseJunitReport', () => {
  const report = (inside: string) =>
    `<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest">${inside}</testsuite></testsuites>`;

  it('decodes what pytest escapes', () => {
    const xml = report(
      '<testcase classname="t" name="a[&lt;&amp;#65;&quot;&#10;&#x1F600;]" file="t.py" line="0" time="0.0015"><failure message="">at &gt; 1</failure></testcase>',
    );
    expect(parseJunitReport(xml)).toMatchObject([
      { name: 'a[<&#65;"\n😀]', line: 1, durationMs: 1.5, outcome: 'failed', message: 'at > 1' },
    ]);
  });

  it('reads a suite without tests', () => {
    expect(parseJunitReport(report(''))).toEqual([]);
    expect(parseJunitReport(report('\n'))).toEqual([]);
  });

  it('refuses entities of its own, other documents and broken ones', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>${report('')}`;
    expect(() => parseJunitReport(bomb)).toThrow('it declares entities of its own');
    expect(() => parseJunitReport('<html></html>')).toThrow('it is no JUnit report');
    expect(() => parseJunitReport('<testsuites><testsuite')).toThrow();
    expect(() => parseJunitReport('')).toThrow();
  });
});

it('parseCoverageJson refuses what is none', () => {
  expect(() => parseCoverageJson('{"totals":{}}')).toThrow('percent_covered');
});
