// The wrapper and its operations
export { type PyTestCLIOptions, PyTestCLIWrapper } from './py-test-cli-wrapper.ts';
export { type PyTestOperations, pytestCatalog } from './catalog.ts';
export { findPython } from './session/python.ts';

// Results, as operations give and take them
export type { Coverage } from './coverage/coverage.ts';
export type { FailureGroup } from './reports/failure-groups.ts';
export type { Outcome, TestResult, TestResults } from './test-result.ts';
export { countTests } from './test-result.ts';
export { type SettledTest, settledTest } from './settled-test.ts';
