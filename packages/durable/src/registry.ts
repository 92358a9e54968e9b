import { type AnyTool, type Node, type OperationsOf, type Tool, problemsOf } from '@strata/core';
import { z } from 'zod';
import type { Workflows } from './workflow.ts';

/** Something that runs can be made of. */
export interface Startable {
  readonly name: string;
  readonly flow: { readonly node: Node };
  readonly input: z.ZodType;
  /** True where the input is for a tool, which parses it itself: what is parsed twice need not fit. */
  readonly isParsedByTool?: boolean;
}

/** The flow of one request: what the operation is asked for is what the run was started with. */
const flowOfRequest = (tool: AnyTool, operation: string): { readonly node: Node } => ({
  node: { kind: 'invoke', name: operation, tool, operation, request: ({ input }) => input as object },
});

const anyInput = z.record(z.string(), z.unknown());

/** The workflows and tools that an engine was opened with: what it can start, and go on with. */
export class Registry {
  readonly #startables = new Map<string, Startable>();

  /** @throws TypeError for a flow that cannot run, and for two of one name. */
  constructor(workflows: Workflows, tools: readonly AnyTool[]) {
    for (const [name, { flow, input }] of Object.entries(workflows)) this.#add({ name, flow, input });
    for (const tool of tools)
      for (const operation of Object.keys(tool.operations))
        this.#add({
          name: `${tool.name}.${operation}`,
          flow: flowOfRequest(tool, operation),
          input: tool.operations[operation]?.input ?? anyInput,
          isParsedByTool: true,
        });
  }

  find(name: string): Startable | undefined {
    return this.#startables.get(name);
  }

  get names(): readonly string[] {
    return [...this.#startables.keys()];
  }

  #add(startable: Startable): void {
    const { name, flow } = startable;
    if (this.#startables.has(name)) throw new TypeError(`there are two workflows named '${name}'`);
    const problems = problemsOf(flow);
    if (problems.length > 0) throw new TypeError(`the workflow '${name}' cannot run: ${problems.join('; ')}`);
    this.#startables.set(name, startable);
  }
}

/** A tool for an engine, which works with tools of any operations: requests are parsed by the tool itself. */
export const anyTool = <Operations extends OperationsOf<Operations>>(tool: Tool<Operations>): AnyTool => tool;
