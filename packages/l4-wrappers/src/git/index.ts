// The wrapper and its operations
export { type GitOptions, GitWrapper } from './git-wrapper.ts';
export { type GitOperations, gitCatalog } from './catalog.ts';
