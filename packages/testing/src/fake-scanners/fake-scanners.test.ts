import { createContext } from '@strata/core';
import { scannersCatalog } from '@strata/l4-wrappers/scanners';
import { describe, expect, test } from 'vitest';
import { runContract } from '../contract/run-contract.ts';
import { type ScannersWorld, scannerPromises } from '../contract/scanners/scanner-promises.ts';
import { createFakeScanners } from './create-fake-scanners.ts';

const finding = (path: string) => ({ findings: [{ ruleId: 'rule', message: 'Found', path, line: 1 }] });
const scans = {
  scan_secrets: finding('config.txt'),
  scan_python: finding('run.py'),
  audit_npm: finding('package-lock.json'),
  scan_osv: finding('package-lock.json'),
};

const open = async (): Promise<ScannersWorld> => {
  const path = '/work/app';
  const tool = createFakeScanners({ scans, folders: [path] });
  return { tool, path, reached: () => tool.calls.length, [Symbol.asyncDispose]: async () => {} };
};

describe('S63: the fake scanners', () => {
  runContract(scannersCatalog, scannerPromises, open);
});

test('what could not be looked at makes a scan incomplete, and a folder that is not there is no clean one', async () => {
  const fake = createFakeScanners({ scans: { scan_secrets: { unreadable: ['locked'] } }, folders: ['/work'] });
  const ctx = createContext();
  const report = await fake.execute({ operation: 'scan_secrets', path: '/work' }, ctx);
  expect(report).toMatchObject({ data: { complete: false, notScanned: [{ path: 'locked' }] } });
  const none = await fake.execute({ operation: 'scan_secrets', path: '/none' }, ctx);
  expect(none).toMatchObject({ error: { kind: 'not_found' } });
});
