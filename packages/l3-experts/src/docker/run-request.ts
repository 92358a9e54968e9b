import type { Call } from '@strata/core';
import { z } from 'zod';

/** What of a request the policies for Docker look at, defaults filled in. Whatever else it has is left as it is. */
const runRequest = z.object({
  image: z.string(),
  platform: z.string().optional(),
  detached: z.boolean(),
  privileged: z.boolean(),
  network: z.string(),
  networks: z.array(z.object({ network: z.string() })),
  pidMode: z.string(),
  ipcMode: z.string(),
  mounts: z.array(z.object({ source: z.string() })),
  volumes: z.array(z.object({ name: z.string() })),
  capAdd: z.array(z.string()),
  securityOpts: z.array(z.string()),
  memoryBytes: z.number().optional(),
  cpus: z.number().optional(),
  pidsLimit: z.number().optional(),
});

/** A request to run a container. */
export type RunRequest = z.output<typeof runRequest>;

/**
 * The call's input as the tool would read it; `undefined` when it does not fit, which the tool will say.
 *
 * @throws TypeError when the tool would take it and the shape does not: what cannot be looked at must not go unseen.
 */
export const readInput = <Shape extends z.ZodType>(
  { operation, request }: Pick<Call, 'operation' | 'request'>,
  shape: Shape,
): z.output<Shape> | undefined => {
  const { operation: _name, ...given } = request;
  const input = operation.input.safeParse(given);
  if (!input.success) return undefined;
  const known = shape.safeParse(input.data);
  if (known.success) return known.data;
  const fields = known.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new TypeError(`${operation.name}: its input is not as the policies for Docker know it: ${fields}`);
};

/** The call's input, when it is a run that fits. */
export const readRun = (call: Pick<Call, 'operation' | 'request'>): RunRequest | undefined =>
  call.operation.name === 'run_container' ? readInput(call, runRequest) : undefined;
