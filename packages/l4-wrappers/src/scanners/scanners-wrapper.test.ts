import { createContext } from '@strata/core';
import { expect, it } from 'vitest';
import { containing } from '../process/text-matchers.fixture.ts';
import { CommandError } from '../process/index.ts';
import { auditProblem } from './audit-problem.ts';
import { classifyScanner } from './classify.ts';
import { ScannersWrapper, scannersCatalog } from './index.ts';
import { severityNamed, severityOf } from './severity.ts';

const ctx = createContext();

it('an option that does not fit is a TypeError that names it', () => {
  expect(() => new ScannersWrapper({ timeoutMs: 0 })).toThrow(/ScannersWrapper: .*\n.*timeoutMs/);
  expect(() => new ScannersWrapper({ osvUrl: 'ftp://x' })).toThrow(/http or https/);
  expect(() => new ScannersWrapper({ bandit: '' })).toThrow(TypeError);
});

it('every operation is a read', () => {
  expect(Object.values(scannersCatalog.operations).map(({ name, effect }) => `${name} ${effect}`)).toEqual([
    'scan_secrets read',
    'scan_python read',
    'audit_npm read',
    'scan_osv read',
    'merge_sarif read',
  ]);
});

it('leaves bugs alone, and names the tool that a command is of', () => {
  const { scan_python: python, audit_npm: audit } = scannersCatalog.operations;
  expect(classifyScanner(new TypeError('bug'), python, ctx)).toBeUndefined();
  const missing = new CommandError({ kind: 'not_found', file: 'x' });
  expect(classifyScanner(missing, python, ctx)).toMatchObject({ kind: 'tool_missing', hint: containing('bandit') });
  expect(classifyScanner(missing, audit, ctx)).toMatchObject({ kind: 'tool_missing', hint: containing('npm') });
});

// Recorded from npm 11 and pnpm 12.
it.each([
  [
    { stdout: '{"error":{"code":"ENOLOCK","summary":"This command requires an existing lockfile."}}' },
    'refused',
    'lockfile',
  ],
  [
    { stdout: '{"message":"request to http://ann:pass@h/x failed","error":{"summary":""}}' },
    'unavailable',
    'http://h/x',
  ],
  [
    {
      stderr:
        'Error: ERR_PNPM_AUDIT_BAD_RESPONSE\n\n  × The audit endpoint (at http://h/advisories/\n  │ bulk) responded with 405: No\n',
    },
    'unavailable',
    'advisories/bulk) responded',
  ],
  [{ stderr: 'Segmentation fault', exitCode: 139 }, 'unexpected_answer', '139'],
])('S57: %j is a failure in one line', (outcome, kind, words) => {
  const given = { exitCode: 1, stdout: '', stderr: '', durationMs: 1, truncated: false, ...outcome };
  const { problem } = auditProblem('npm', given);
  expect(problem).toMatchObject({ kind, message: containing(words) });
  expect(problem.message).not.toMatch(/\n|ann:pass/);
});

it('scores and words are severities', () => {
  expect([9.8, 9, 8.9, 6.9, 3.9, 0.1, 0].map(severityOf)).toEqual([
    'critical',
    'critical',
    'high',
    'medium',
    'low',
    'low',
    'info',
  ]);
  expect(['HIGH', 'moderate', 'info', 'unheard of', undefined].map(severityNamed)).toEqual([
    'high',
    'medium',
    'info',
    'medium',
    'medium',
  ]);
});
