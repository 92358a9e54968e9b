import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnyTool } from '@strata/core';
import type { RolesOf, Workflows } from '@strata/durable';
import { z } from 'zod';
import { UsageError } from '../usage-error.ts';
import { type CommandEngine, openCommandEngine } from './command-engine.ts';

/** What a module of somebody's own brings: what its engine is opened with. */
export interface ProgramModule {
  readonly workflows?: Workflows;
  readonly tools?: readonly AnyTool[];
  readonly rolesOf?: RolesOf;
}

const workflow = z.object({ input: z.object({}), flow: z.object({ node: z.object({ kind: z.string() }) }) });

const isWorkflows = (given: unknown): boolean => z.record(z.string(), workflow).safeParse(given).success;

/**
 * Loads the module that knows the workflows of a store: it exports `workflows`, `tools` or both.
 *
 * @throws UsageError when it cannot be loaded, or has neither.
 */
export const loadProgram = async (file: string): Promise<ProgramModule> => {
  const path = resolve(file);
  if (!existsSync(path))
    throw new UsageError(`--module: there is no file ${path}`, 'Name the module with your workflows.');
  let module: ProgramModule;
  try {
    // What it exports is held against what is needed below, and by the engine.
    module = (await import(pathToFileURL(path).href)) as ProgramModule;
  } catch (cause) {
    throw new UsageError(`--module: ${path} cannot be loaded: ${String(cause)}`);
  }
  const { workflows, tools } = module;
  if (
    isWorkflows(workflows)
      ? tools === undefined || Array.isArray(tools)
      : workflows === undefined && Array.isArray(tools)
  )
    return module;
  throw new UsageError(
    `--module: ${path} exports neither workflows nor tools that an engine could be opened with`,
    'Export what your engine is opened with: export const workflows = { … }.',
  );
};

/**
 * Opens an engine that knows a module's workflows, for one run.
 *
 * @throws UsageError when one of them cannot run.
 */
export const openProgram = (
  { workflows = {}, tools = [], rolesOf }: ProgramModule,
  path: string,
  runId: string,
): CommandEngine<Workflows> => {
  const roles = rolesOf === undefined ? {} : { rolesOf };
  try {
    return openCommandEngine({ path, workflows, tools, only: [runId], ...roles });
  } catch (cause) {
    if (cause instanceof TypeError) throw new UsageError(`--module: ${cause.message}`);
    throw cause;
  }
};
