export {
  type LocalGitHub,
  LocalGitHubMissing,
  type LocalGitHubOptions,
  type SeedFile,
  startLocalGitHub,
} from './local-github.ts';
export type { CodeScanningAlertSeed } from './routes/code-scanning-alerts.ts';
export type { DependabotAlertSeed } from './routes/dependabot-alerts.ts';
