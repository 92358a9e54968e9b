import type { Tool, WorkflowContext } from '@strata/core';
import type { PyTestOperations } from '@strata/l4-wrappers/pytest';
import { z } from 'zod';
import { type Run, runOnce } from './run-input.ts';

/** A test that failed, and what became of it when it was run again. */
export const settledTest = z.object({
  id: z.string(),
  verdict: z.enum(['failed', 'flaky']).describe('flaky: it passed when it was run again, with nothing changed'),
  attempts: z.int().describe('How often it was run again'),
  passes: z.int().describe('How often of these it passed'),
});
export type SettledTest = z.output<typeof settledTest>;

/** The ids of what failed or broke. */
export const failedIn = ({ tests }: Pick<Run, 'tests'>): readonly string[] =>
  tests.filter(({ outcome }) => outcome === 'failed' || outcome === 'error').map(({ id }) => id);

/**
 * Runs failed tests again, each time in a fresh process, until all have passed once or the attempts are used up. Every
 * attempt runs what has not passed yet, so that a test which fails every time is tried every time.
 */
export const settle = async (
  tool: Tool<PyTestOperations>,
  place: Omit<Parameters<typeof runOnce>[1], 'paths'>,
  failed: readonly string[],
  attempts: number,
  ctx: WorkflowContext,
): Promise<readonly SettledTest[]> => {
  const settled = new Map<string, SettledTest>();
  for (const id of failed) settled.set(id, { id, verdict: 'failed', attempts: 0, passes: 0 });
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const open = [...settled.values()].filter(({ passes }) => passes === 0).map(({ id }) => id);
    if (open.length === 0) break;
    const run = await runOnce(tool, { ...place, paths: open }, ctx);
    const passed = new Set(run.tests.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id));
    for (const id of open) {
      const before = settled.get(id);
      const passes = passed.has(id) ? 1 : 0;
      const verdict = passes > 0 ? 'flaky' : 'failed';
      settled.set(id, { id, verdict, attempts: (before?.attempts ?? 0) + 1, passes });
    }
  }
  return [...settled.values()];
};
