import { type WorkflowContext, sleepFor } from '@strata/core';
import type Docker from 'dockerode';
import type { NetworkInspectInfo } from 'dockerode';
import { madeUpName, isMarked } from '../engine/marks.ts';

type Making = Pick<WorkflowContext, 'callId' | 'clock'>;

/** The option of the bridge driver for its device (docs.docker.com, "Bridge network driver"). A device's name has 15 letters at most. */
const deviceOption = 'com.docker.network.bridge.name';

/**
 * Options by which the engine itself makes one network only of a call whose first attempt seemed lost and is still under
 * way: it looks for a network of the same name too early, but no two bridges have the same device. Other drivers have
 * nothing like it.
 */
export const onceOptions = (driver: string, ctx: Making): Record<string, string> =>
  driver === 'bridge' && ctx.callId !== undefined
    ? { [deviceOption]: `br-${madeUpName(ctx).replace('strata-', '').slice(0, 12)}` }
    : {};

/** Whether a refusal may be about the network of an earlier attempt. */
export const isAboutTwin = (message: string): boolean => /same bridge name|already exists/.test(message);

/** How often, and how far apart in milliseconds, a network is looked for that is still being made. */
const looks = 40;
const lookDelayMs = 50;

/** The network that an earlier attempt at this very call has made, or is making. */
export const findTwin = async (
  docker: Docker,
  name: string,
  ctx: Making,
  abortSignal: AbortSignal,
): Promise<NetworkInspectInfo | undefined> => {
  if (ctx.callId === undefined) return undefined;
  for (let look = 0; look < looks; look++) {
    const named = await docker.listNetworks({ filters: { name: [name] }, abortSignal });
    const own = named.find(({ Name, Labels }) => Name === name && isMarked(Labels, ctx));
    if (own !== undefined) return own;
    // Somebody else's network is not going to become ours.
    if (named.some(({ Name }) => Name === name)) return undefined;
    await sleepFor(ctx.clock, lookDelayMs, abortSignal);
  }
  return undefined;
};
