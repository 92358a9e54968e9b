import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Policy,
  type Result,
  type Tool,
  type WorkflowContext,
  compose,
  createContext,
  createMemoryRuntime,
  createPolicy,
} from '@strata/core';
import { GitExpert, GitHubExpert, type GitHubOperations, PyTestExpert } from '@strata/l3-experts';
import { GitWrapper } from '@strata/l4-wrappers/git';
import { GitHubAPIWrapper } from '@strata/l4-wrappers/github';
import { type LocalGitHub, startLocalGitHub } from '@strata/l4-wrappers/local-github';
import { PyTestCLIWrapper } from '@strata/l4-wrappers/pytest';
import { CIPipelineManager, SCMWorkflowManager } from './index.ts';
import { type Files, type Project, brokenSum, createProject, mendedSum } from './project.fixture.ts';

/** The operations of a saga, as they are asked for, and what their tools answer. */
export type Remembered = Map<string, Promise<Result<unknown, unknown>>>;

/** Asks a tool once for each request, and repeats its answer. The answers are the real ones. */
export const asked = (remembered: Remembered): Policy =>
  createPolicy(() => (call, proceed) => {
    const { path, ...request } = call.request as { readonly operation: string; readonly path?: string };
    const key = JSON.stringify({
      ...request,
      project: path === undefined ? '' : readFileSync(join(path, 'sums.py'), 'utf8'),
    });
    const known = remembered.get(key) ?? proceed();
    remembered.set(key, known);
    return known as ReturnType<typeof proceed>;
  });

/** The real CI manager: real git, real pytest. */
export const realCi = (): CIPipelineManager =>
  new CIPipelineManager({ git: new GitExpert(new GitWrapper()), pytest: new PyTestExpert(new PyTestCLIWrapper()) });

/** A project, a GitHub with its base state, and the managers over both. */
export interface Shop extends AsyncDisposable {
  readonly project: Project;
  readonly local: LocalGitHub;
  readonly github: Tool<GitHubOperations>;
  /** The manager; `around` stands between it and GitHub's expert. */
  readonly manager: (around?: Policy, ci?: CIPipelineManager) => SCMWorkflowManager;
}

const repo = 'octo/sums';

/** The input that all tests begin with. */
export const request = (project: Project) =>
  ({
    operation: 'ship_change',
    repo,
    path: project.path,
    title: 'Add instead of subtracting',
    branch: 'fix/add',
    // The local repository's commits are not those of the project's own.
    basedOnTip: false,
  }) as const;

/** Opens a shop with a project whose working copy has been edited. */
export const openShop = async (files: Files = brokenSum, edits: Files = mendedSum): Promise<Shop> => {
  const project = createProject(files);
  project.edit(edits);
  const seed = Object.entries(files).map(([path, content]) => ({ path, content, encoding: 'utf-8' as const }));
  const local = await startLocalGitHub({ repo, files: seed });
  const wrapper = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url });
  const github = new GitHubExpert(wrapper, { rateLimit: { write: { minTimeMs: 0 } } });
  return {
    project,
    local,
    github,
    manager: (around = compose(), ci = realCi()) => new SCMWorkflowManager({ github: around(github), ci }),
    async [Symbol.asyncDispose]() {
      project[Symbol.dispose]();
      await local.stop();
    },
  };
};

/** What the repository holds, read past everything that was remembered of it. */
export const readBack = async ({ local }: Shop): Promise<object> => {
  const ask = async <Answer>(path: string): Promise<Answer> => {
    const answer = await fetch(`${local.url}/repos/${local.repo}${path}`, {
      headers: { authorization: `token ${local.token.reveal()}` },
    });
    // The caller says what the route answers.
    return (await answer.json()) as Answer;
  };
  const branches =
    await ask<readonly { readonly name: string; readonly commit: { readonly sha: string } }[]>('/branches');
  const pulls = await ask<readonly { readonly number: number; readonly state: string }[]>('/pulls?state=all');
  const comments = await Promise.all(pulls.map((pull) => ask<readonly object[]>(`/issues/${pull.number}/comments`)));
  const tree = await ask<{ readonly tree: readonly { readonly path: string; readonly sha: string }[] }>(
    '/git/trees/main?recursive=1',
  );
  return {
    branches: branches.map((it) => [it.name, it.commit.sha]),
    open: pulls.filter((it) => it.state === 'open').map((it) => it.number),
    comments: comments.flat().length,
    files: tree.tree.map((it) => [it.path, it.sha]),
  };
};

/** A context whose gates are answered with yes, or with no. */
export const deciding = (approved: boolean, given: Partial<WorkflowContext> = {}): WorkflowContext =>
  createContext({ ...given, runtime: createMemoryRuntime({ decide: async () => ({ approved, by: 'Ann' }) }) });
