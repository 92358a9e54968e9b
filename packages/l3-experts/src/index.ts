// Policies: one concern around a tool each
export { type RetryOptions, retry } from './policies/retry.ts';
export { type LaneOptions, type RateLimitOptions, rateLimit } from './policies/rate-limit.ts';
export { type TimeoutOptions, timeout } from './policies/timeout.ts';

// Experts: the wrappers, used well
export { GitHubExpert, type GitHubExpertOptions } from './github-expert.ts';
export { DockerExpert, type DockerExpertOptions } from './docker-expert.ts';
export { PyTestExpert, type PyTestExpertOptions } from './pytest-expert.ts';
export { GitExpert, type GitExpertOptions } from './git-expert.ts';

// What the experts can do, for those who may not import the wrappers
export type { DockerOperations } from '@strata/l4-wrappers/docker';
export type { GitHubOperations } from '@strata/l4-wrappers/github';
export type { GitOperations } from '@strata/l4-wrappers/git';
export type { PyTestOperations } from '@strata/l4-wrappers/pytest';
