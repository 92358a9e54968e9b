import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Failure, type FlowEvent, createContext, createMemoryRuntime } from '@strata/core';
import { CIPipelineManager, SCMWorkflowManager } from '@strata/l2-managers';
import { GitExpert, GitHubExpert, PyTestExpert } from '@strata/l3-experts';
import { GitWrapper } from '@strata/l4-wrappers/git';
import { GitHubAPIWrapper } from '@strata/l4-wrappers/github';
import { type LocalGitHub, startLocalGitHub } from '@strata/l4-wrappers/local-github';
import { PyTestCLIWrapper } from '@strata/l4-wrappers/pytest';
import type { Fix } from './fixes.ts';
import type { Narrator } from './narrator.ts';
import { filesOf } from './project-files.ts';
import { readBack, same } from './read-back.ts';

/** What happened to one fix. */
export interface Story {
  readonly name: string;
  readonly outcome: 'merged' | 'rolled_back';
  readonly pullRequest: number | null;
  readonly tests: { readonly passed: number; readonly failed: number };
  readonly undone: readonly string[];
  /** Requests that GitHub was sent, those of reading back not counted. */
  readonly githubCalls: number;
  readonly steps: readonly { readonly name: string; readonly durationMs: number }[];
  /** Whether the repository was left as it was. */
  readonly repositoryAsBefore: boolean;
  readonly asExpected: boolean;
}

export interface Telling {
  readonly python: string;
  readonly narrator: Narrator;
  readonly signal: AbortSignal;
}

const repo = 'octo/shop';
const project = fileURLToPath(new URL('../project', import.meta.url));

/** Layers over the real tools: wrappers, experts around them, managers on top. */
const assemble = (local: LocalGitHub, python: string, countCall: () => void) => {
  const wrapper = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, onRequest: countCall });
  // A GitHub of one's own asks nobody to write slowly; the real one does, and then this option is left out.
  const github = new GitHubExpert(wrapper, { rateLimit: { write: { minTimeMs: 0 } } });
  const pytest = new PyTestExpert(new PyTestCLIWrapper({ python }));
  const ci = new CIPipelineManager({ git: new GitExpert(new GitWrapper()), pytest });
  return new SCMWorkflowManager({ github, ci });
};

/** How long each operation took, from the run's events. */
const durations = (events: readonly FlowEvent[]): Story['steps'] =>
  events.flatMap((event) =>
    event.type === 'finished' && event.kind === 'invoke'
      ? [{ name: event.at, durationMs: Math.round(event.durationMs) }]
      : [],
  );

const undoneBy = (error: Failure): readonly string[] =>
  error.kind === 'saga_failed' ? error.effects.filter((it) => it.outcome === 'undone').map((it) => it.operation) : [];

/** Ships one fix of the project on a local GitHub of its own, and reads back what became of the repository. */
export const tell = async (fix: Fix, { python, narrator, signal }: Telling): Promise<Story> => {
  const folder = await mkdtemp(join(tmpdir(), 'strata-shop-'));
  try {
    await cp(project, folder, { recursive: true });
    await using local = await startLocalGitHub({ repo, files: await filesOf(folder) });
    let githubCalls = 0;
    const scm = assemble(local, python, () => (githubCalls += 1));
    const before = await readBack(local);
    narrator.begin(fix, local.url);

    const events: FlowEvent[] = [];
    const ctx = createContext({
      signal,
      runtime: createMemoryRuntime({ decide: async () => fix.verdict }),
      emit: (event) => {
        events.push(event);
        narrator.tell(event);
      },
    });
    const result = await scm.execute(
      {
        operation: 'ship_change',
        repo,
        path: folder,
        patch: await fix.readPatch(),
        title: fix.title,
        branch: fix.branch,
        basedOnTip: false,
      },
      ctx,
    );

    const after = await readBack(local);
    const unchanged = same(before, after);
    const outcome = result.success ? 'merged' : 'rolled_back';
    narrator.end(result.success ? undefined : result.error, unchanged);
    return {
      name: fix.name,
      outcome,
      pullRequest: after.latestPullRequest?.number ?? null,
      tests: after.latestPullRequest?.tests ?? { passed: 0, failed: 0 },
      undone: result.success ? [] : undoneBy(result.error),
      githubCalls,
      steps: durations(events),
      repositoryAsBefore: unchanged,
      asExpected: outcome === fix.expected && unchanged === (outcome === 'rolled_back'),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
