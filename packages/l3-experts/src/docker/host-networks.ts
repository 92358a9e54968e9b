import type { AnyTool, WorkflowContext } from '@strata/core';
import { z } from 'zod';
import { lookAt } from './host-look.ts';

const containerShape = z.object({ networks: z.array(z.object({ name: z.string() })) });
const networkShape = z.object({ driver: z.string() });

/** Networks of their own: they are there from the start, and nothing else can have their names. */
const harmless: ReadonlySet<string> = new Set(['bridge', 'default', 'none']);

const ofContainer = async (tool: AnyTool, container: string, ctx: WorkflowContext): Promise<string | undefined> => {
  const shown = await lookAt(tool, { operation: 'inspect_container', container }, containerShape, ctx);
  if (shown === undefined) return undefined;
  // One that has joined a third container's network says nothing of it.
  if (shown.networks.length === 0) return `that of ${container}, which is not its own`;
  return shown.networks.some(({ name }) => name === 'host') ? `the host's, in which ${container} is` : undefined;
};

/**
 * Whose network would be shared, if it is the host's or may be; `undefined` when it is not. Looks at the networks and
 * containers that are named, for the host's network has an id as well.
 */
export const sharedNetwork = async (
  tool: AnyTool,
  network: string,
  ctx: WorkflowContext,
): Promise<string | undefined> => {
  if (network === 'host') return "the host's";
  if (harmless.has(network)) return undefined;
  const container = /^container:(.*)$/s.exec(network)?.[1];
  if (container !== undefined) return ofContainer(tool, container, ctx);
  const shown = await lookAt(tool, { operation: 'inspect_network', network }, networkShape, ctx);
  return shown?.driver === 'host' ? "the host's" : undefined;
};
