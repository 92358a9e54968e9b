// Policies around every call: who may, what is recorded, what is heeded
export { trace } from './policies/trace.ts';
export { type AuditOptions, audit } from './policies/audit.ts';
export { type AuditFile, type AuditSink, auditFile } from './policies/audit-sink.ts';
export { type AuditVerdict, type VerifyOptions, verifyAudit } from './policies/verify-audit.ts';
export { type GuardOptions, type GuardRule, guard } from './policies/guard.ts';
export { type BestPractice, type BestPracticeOf, type ValidateOptions, validate } from './policies/validate.ts';
export { githubBestPractices } from './github-best-practices.ts';

// Policies that may answer without the tool
export { type CacheOptions, cache } from './policies/cache.ts';
export {
  type CacheEntry,
  type CacheStore,
  type MemoryStoreOptions,
  createMemoryStore,
} from './policies/cache-store.ts';
export { type BulkheadOptions, bulkhead } from './policies/bulkhead.ts';
export {
  type CircuitBreaker,
  type CircuitBreakerOptions,
  type CircuitChange,
  circuitBreaker,
} from './policies/circuit-breaker.ts';
export type { CircuitPhase } from './policies/circuit.ts';

// Policies that make attempts, and those that each attempt goes through
export { type RetryOptions, retry } from './policies/retry.ts';
export { type HedgeOptions, hedge } from './policies/hedge.ts';
export { type ClassOf, type LaneOptions, type RateLimitOptions, rateLimit } from './policies/rate-limit.ts';
export { type TimeoutOptions, timeout } from './policies/timeout.ts';

// Policies for Docker: what its expert is made of besides
export { type HostGuardOptions, type HostRule, hostGuard } from './docker/host-guard.ts';
export { type Limits, type RunLimitsOptions, runLimits } from './docker/run-limits.ts';
export { type SeeItStartOptions, seeItStart } from './docker/see-it-start.ts';
export { type WorkLimitsOptions, workLimits } from './docker/work-limits.ts';
export { pullWhenMissing } from './docker/pull-when-missing.ts';

// A policy for pytest: what its expert is made of besides
export {
  type KeptRun,
  type ResultCacheOptions,
  type ResultStore,
  createMemoryResultStore,
  resultCache,
} from './pytest/result-cache.ts';

// Experts: the wrappers, used well
export { GitHubExpert, type GitHubExpertOptions } from './github-expert.ts';
export { DockerExpert, type DockerExpertOptions } from './docker-expert.ts';
export { PyTestExpert, type PyTestExpertOptions } from './pytest-expert.ts';
export { ScannerExpert, type ScannerExpertOptions } from './scanner-expert.ts';
export { GitExpert, type GitExpertOptions } from './git-expert.ts';

// What the experts can do, for those who may not import the wrappers
export type { DockerOperations } from '@strata/l4-wrappers/docker';
export type { GitHubOperations } from '@strata/l4-wrappers/github';
export type { GitOperations } from '@strata/l4-wrappers/git';
export type { PyTestOperations } from '@strata/l4-wrappers/pytest';
export type { PyTestExpertOperations } from './pytest/catalog.ts';
export type { ScannerOperations } from '@strata/l4-wrappers/scanners';
