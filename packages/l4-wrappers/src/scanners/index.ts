// The wrapper and its operations
export { type ScannerOperations, scannersCatalog } from './catalog.ts';
export type { ScannersWrapperOptions } from './scanner-settings.ts';
export { ScannersWrapper } from './scanners-wrapper.ts';

// What every scan answers
export type { ScanReport } from './scan-report.ts';
export { type SarifLog, sarifLog } from './sarif-log.ts';
export type { Gap } from './scan-coverage.ts';
export type { Severity } from './severity.ts';
