import { defineCatalog } from '@strata/core';
import { auditNpm } from './audit-npm.ts';
import { mergeSarif } from './merge-sarif.ts';
import { scanOsv } from './scan-osv.ts';
import { scanPython } from './scan-python.ts';
import { scanSecrets } from './scan-secrets.ts';

const operations = {
  scan_secrets: scanSecrets,
  scan_python: scanPython,
  audit_npm: auditNpm,
  scan_osv: scanOsv,
  merge_sarif: mergeSarif,
};

/** What can be scanned for. */
export const scannersCatalog = defineCatalog('scanners', operations);

/** The operations of `scannersCatalog` as a type: `Tool<ScannerOperations>`. */
export interface ScannerOperations extends Readonly<typeof operations> {}
