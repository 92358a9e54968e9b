// The tool
export { GitHubAPIWrapper } from './github-api-wrapper.ts';
export type { GitHubAPIWrapperOptions } from './client/options.ts';

// Its operations
export { type GitHubOperations, githubCatalog } from './catalog.ts';
