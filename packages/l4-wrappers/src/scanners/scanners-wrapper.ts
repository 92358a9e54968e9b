import { type Tool, createTool } from '@strata/core';
import { handleAuditNpm } from './audit-npm.ts';
import { type ScannerOperations, scannersCatalog } from './catalog.ts';
import { classifyScanner } from './classify.ts';
import { handleMergeSarif } from './merge-sarif.ts';
import { handleScanOsv } from './scan-osv.ts';
import { handleScanPython } from './scan-python.ts';
import { handleScanSecrets } from './scan-secrets.ts';
import { type ScannersWrapperOptions, parseSettings } from './scanner-settings.ts';

/** Runs security scanners, whose findings all come as SARIF 2.1.0. Nothing that is scanned is written to. */
export class ScannersWrapper implements Tool<ScannerOperations> {
  readonly name = scannersCatalog.name;
  readonly operations = scannersCatalog.operations;
  /** Performs an operation of `scannersCatalog`. */
  readonly execute: Tool<ScannerOperations>['execute'];

  /** @throws TypeError naming an option that is not what it should be. */
  constructor(options: ScannersWrapperOptions = {}) {
    const settings = parseSettings(options);
    const handlers = {
      scan_secrets: handleScanSecrets(),
      scan_python: handleScanPython(settings),
      audit_npm: handleAuditNpm(settings),
      scan_osv: handleScanOsv(settings),
      merge_sarif: handleMergeSarif(),
    };
    this.execute = createTool({ catalog: scannersCatalog, handlers, classify: classifyScanner }).execute;
  }
}
