export {
  type LocalGitHub,
  LocalGitHubMissing,
  type LocalGitHubOptions,
  type SeedFile,
  startLocalGitHub,
} from './local-github.ts';
