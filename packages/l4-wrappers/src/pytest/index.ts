// The wrapper and its operations
export { type PyTestCLIOptions, PyTestCLIWrapper } from './py-test-cli-wrapper.ts';
export { type PyTestOperations, pytestCatalog } from './catalog.ts';
export { findPython } from './python.ts';
