export {
  type LocalGitHub,
  LocalGitHubMissing,
  type LocalGitHubOptions,
  type SeedFile,
  startLocalGitHub,
} from './local-github.ts';
export type { CodeScanningAlertSeed } from './routes/code-scanning-alerts.ts';
export type { DependabotAlertSeed } from './routes/dependabot-alerts.ts';
export type { JobSeed, RunConclusion, RunSeed, RunStatus } from './routes/workflow-runs.ts';
