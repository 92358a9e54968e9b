import type { OutputOf, RequestOf, Tool, WorkflowContext } from '@strata/core';
import { type PyTestOperations, pytestCatalog } from '@strata/l4-wrappers/pytest';
import { z } from 'zod';
import { dataOf } from './failed-run.ts';

/** What an operation of the expert takes to say which tests are meant: the same as `run_tests`. */
export const runInput = pytestCatalog.operations.run_tests.input.pick({
  cwd: true,
  paths: true,
  markers: true,
  keyword: true,
  pythonPath: true,
  env: true,
  timeoutMs: true,
});

/** Whether what a run has shown is in the project's memory; its answer is the same without. */
export const remembered = z
  .boolean()
  .describe('Whether what was seen could be written to `.strata` in the project, for later runs');

/** What a run answered. */
export type Run = OutputOf<PyTestOperations, 'run_tests'>;

/** The fields of a request that are given. */
type Given = Omit<RequestOf<PyTestOperations, 'run_tests'>, 'operation'>;

/** Runs tests once. @throws FailedRun when there is no answer. */
export const runOnce = async (tool: Tool<PyTestOperations>, given: Given, ctx: WorkflowContext): Promise<Run> =>
  dataOf(await tool.execute({ ...given, operation: 'run_tests' }, ctx));

/** The fields that a caller left out, left out. */
export const placeOf = (input: {
  readonly cwd: string;
  readonly pythonPath: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs?: number | undefined;
}) => ({
  cwd: input.cwd,
  pythonPath: input.pythonPath,
  env: input.env,
  ...(input.timeoutMs === undefined ? {} : { timeoutMs: input.timeoutMs }),
});

/** The same with what says which tests are meant. */
export const selectionOf = (
  input: Parameters<typeof placeOf>[0] & {
    readonly paths: readonly string[];
    readonly markers?: string | undefined;
    readonly keyword?: string | undefined;
  },
) => ({
  ...placeOf(input),
  paths: input.paths,
  ...(input.markers === undefined ? {} : { markers: input.markers }),
  ...(input.keyword === undefined ? {} : { keyword: input.keyword }),
});
