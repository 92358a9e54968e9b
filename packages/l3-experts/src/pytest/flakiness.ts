import type { Failure, Tool, WorkflowContext } from '@strata/core';
import type { PyTestOperations, SettledTest } from '@strata/l4-wrappers/pytest';
import type { Run, placeOf } from './run-input.ts';
import { type PathOf, pathsFrom } from './test-path.ts';

/** What running tests again has shown. */
export interface Settled {
  readonly tests: readonly SettledTest[];
  /** Why that ended before its time, when it did. */
  readonly failure?: Failure;
}

/** The ids of what failed or broke. */
export const failedIn = ({ tests }: Pick<Run, 'tests'>): readonly string[] =>
  tests.filter(({ outcome }) => outcome === 'failed' || outcome === 'error').map(({ id }) => id);

/** The paths of the tests that passed. */
const passedIn = async (cwd: string, { tests, rootFolder }: Run): Promise<ReadonlySet<string>> => {
  const pathOf = await pathsFrom(cwd, rootFolder);
  return new Set(tests.filter(({ outcome }) => outcome === 'passed').map(({ id }) => pathOf(id)));
};

/**
 * Runs failed tests again, each time in a fresh process, until all have passed once or the attempts are used up. Every
 * attempt runs what has not passed yet, so that a test which fails every time is tried every time. An attempt that
 * fails is the last one.
 */
export const settle = async (
  tool: Tool<PyTestOperations>,
  place: ReturnType<typeof placeOf> & { readonly paths?: readonly string[] },
  failed: { readonly ids: readonly string[]; readonly pathOf: PathOf },
  attempts: number,
  ctx: WorkflowContext,
): Promise<Settled> => {
  const settled = new Map<string, SettledTest>();
  for (const id of failed.ids) settled.set(id, { id, verdict: 'failed', attempts: 0, passes: 0 });
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const open = [...settled.values()].filter(({ passes }) => passes === 0);
    if (open.length === 0) break;
    const only = open.map(({ id }) => failed.pathOf(id));
    const answer = await tool.execute({ operation: 'run_tests', ...place, only }, ctx);
    if (!answer.success) return { tests: [...settled.values()], failure: answer.error };
    const passed = await passedIn(place.cwd, answer.data);
    for (const { id, attempts: before } of open) {
      const passes = passed.has(failed.pathOf(id)) ? 1 : 0;
      settled.set(id, { id, verdict: passes > 0 ? 'flaky' : 'failed', attempts: before + 1, passes });
    }
  }
  return { tests: [...settled.values()] };
};
