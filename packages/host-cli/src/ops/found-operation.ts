import type { AnyTool, PerformedOperation } from '@strata/core';
import type { BestPractice } from '@strata/l3-experts';
import type { CommandIo } from '../command-io.ts';
import { suggestion } from '../nearest-name.ts';
import { UsageError } from '../usage-error.ts';
import { practicesOf, toolNames, toolRegistry } from './tool-registry.ts';

/** An operation, and the tool that performs it. */
export interface FoundOperation {
  readonly tool: AnyTool;
  readonly operation: PerformedOperation;
  /** What the tool's expert holds its inputs against beyond the schema; absent where nobody asked. */
  readonly practices?: readonly BestPractice[];
}

/**
 * Opens a registered tool.
 *
 * @throws UsageError with the nearest names when there is none of that name.
 */
export const openTool = (name: string, env: CommandIo['env']): Promise<AnyTool> => {
  const open = Object.hasOwn(toolRegistry, name) ? toolRegistry[name] : undefined;
  if (open === undefined) throw new UsageError(`there is no tool '${name}'`, suggestion(name, toolNames));
  return open(env);
};

/** The words that name an operation, `github create_pr` or `github.create_pr`, and what stands after them. */
export const splitNames = (
  words: readonly string[],
): { readonly tool: string | undefined; readonly operation: string | undefined; readonly rest: readonly string[] } => {
  const [first, second, ...more] = words;
  const dot = first?.indexOf('.') ?? -1;
  if (first === undefined || dot === -1) return { tool: first, operation: second, rest: more };
  return { tool: first.slice(0, dot), operation: first.slice(dot + 1), rest: words.slice(1) };
};

/**
 * Finds an operation by the names of its tool and its own.
 *
 * @throws UsageError with the nearest names when one is missing or there is none of that name.
 */
export const findOperation = async (
  tool: string | undefined,
  name: string | undefined,
  env: CommandIo['env'],
): Promise<FoundOperation> => {
  if (tool === undefined || tool.startsWith('-'))
    throw new UsageError('the tool is missing: name it first, as in github create_pr', 'See strata ops list.');
  const opened = await openTool(tool, env);
  if (name === undefined || name.startsWith('-'))
    throw new UsageError(
      `the operation is missing: name it after the tool, as in ${tool} ${Object.keys(opened.operations)[0] ?? ''}`,
      `See strata ops list --tool ${tool}.`,
    );
  const operation = Object.hasOwn(opened.operations, name) ? opened.operations[name] : undefined;
  if (operation === undefined)
    throw new UsageError(`${tool} has no operation '${name}'`, suggestion(name, Object.keys(opened.operations)));
  const practices = (await practicesOf(tool)).filter((practice) => practice.operation === name);
  return { tool: opened, operation, practices };
};
