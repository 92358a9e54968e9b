import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnyTool } from '@strata/core';
import type { RolesOf, Workflows } from '@strata/durable';
import { UsageError } from '../usage-error.ts';

/** What a module of somebody's own brings: what its engine is opened with. */
export interface ProgramModule {
  readonly workflows?: Workflows;
  readonly tools?: readonly AnyTool[];
  readonly rolesOf?: RolesOf;
}

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
  if (typeof module.workflows === 'object' || Array.isArray(module.tools)) return module;
  throw new UsageError(
    `--module: ${path} exports neither workflows nor tools`,
    'Export what your engine is opened with: export const workflows = { … }.',
  );
};
