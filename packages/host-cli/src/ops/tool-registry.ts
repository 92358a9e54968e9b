import type { AnyTool } from '@strata/core';
import type { BestPractice } from '@strata/l3-experts';
import { type CommandIo, variable } from '../command-io.ts';
import { readToken } from '../github-token.ts';
import { UsageError } from '../usage-error.ts';

/** Makes a tool as its expert uses it. Nothing is connected to before the first call. */
export type OpenTool = (env: CommandIo['env']) => Promise<AnyTool>;

/** A tool is a Tool of its own operations; a host sees them all alike. */
const asAny = (tool: unknown): AnyTool => tool as AnyTool;

const openGitHub: OpenTool = async (env) => {
  const { GitHubExpert } = await import('@strata/l3-experts');
  const rules = await practicesOf('github');
  const { GitHubAPIWrapper } = await import('@strata/l4-wrappers/github');
  const token = readToken(env);
  try {
    const wrapper = new GitHubAPIWrapper({ token, baseUrl: variable(env, 'GITHUB_API_URL') });
    // The very ones that are told of, whatever the expert would take by itself.
    return asAny(new GitHubExpert(wrapper, { validate: { rules } }));
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new UsageError('GITHUB_API_URL is not an http or https address without a password', 'Set it again.');
  }
};

const openDocker: OpenTool = async () => {
  const { DockerExpert } = await import('@strata/l3-experts');
  const { DockerSDKWrapper } = await import('@strata/l4-wrappers/docker');
  return asAny(new DockerExpert(new DockerSDKWrapper()));
};

const openPytest: OpenTool = async () => {
  const { PyTestExpert } = await import('@strata/l3-experts');
  const { PyTestCLIWrapper } = await import('@strata/l4-wrappers/pytest');
  return asAny(new PyTestExpert(new PyTestCLIWrapper()));
};

const openGit: OpenTool = async () => {
  const { GitExpert } = await import('@strata/l3-experts');
  const { GitWrapper } = await import('@strata/l4-wrappers/git');
  return asAny(new GitExpert(new GitWrapper()));
};

const openScanners: OpenTool = async () => {
  const { ScannerExpert } = await import('@strata/l3-experts');
  const { ScannersWrapper } = await import('@strata/l4-wrappers/scanners');
  return asAny(new ScannerExpert(new ScannersWrapper()));
};

/** The tools that `strata ops` knows, by name; each is loaded when it is asked for. */
export const toolRegistry: Readonly<Record<string, OpenTool>> = {
  github: openGitHub,
  docker: openDocker,
  pytest: openPytest,
  git: openGit,
  scanners: openScanners,
};

/** The names of all tools, in the order in which they are listed. */
export const toolNames: readonly string[] = Object.keys(toolRegistry);

/** Loads what a tool's expert holds inputs against, tool by tool; the others hold them against nothing. */
const practices: Readonly<Record<string, () => Promise<readonly BestPractice[]>>> = {
  github: async () => (await import('@strata/l3-experts')).githubBestPractices,
};

/** What the expert of a tool holds inputs against before the tool is asked. */
export const practicesOf = async (tool: string): Promise<readonly BestPractice[]> => (await practices[tool]?.()) ?? [];
