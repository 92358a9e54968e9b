import { homedir } from 'node:os';
import type { WorkflowContext } from '@strata/core';
import type Docker from 'dockerode';
import type { DockerOptions } from 'dockerode';
import { findEngine, parseHost } from './engine-address.ts';
import { mendClient } from './engine-client.ts';

/** What a request needs to know of the call that it belongs to. */
export type Caller = Pick<WorkflowContext, 'clock' | 'signal'>;

/** A request, or a wait, that took longer than its limit; it was broken off. `why`: what stood in its way at last. */
export class LimitReached extends Error {
  readonly limitMs: number;

  constructor(limitMs: number, why?: string) {
    super(`took longer than ${limitMs} ms${why === undefined ? '' : `; the last look failed: ${why}`}`);
    this.name = 'LimitReached';
    this.limitMs = limitMs;
  }
}

/** For work that lasts as long as what it follows: only the caller's signal ends it. */
export const noLimit = 'no limit';

/** A connection to one Docker engine, made at the first request. */
export interface Engine {
  /** Asks the engine under the caller's signal and a time limit; both end up in the signal that `work` gets. */
  ask<Answer>(
    caller: Caller,
    work: (docker: Docker, signal: AbortSignal) => Promise<Answer>,
    limitMs?: number | typeof noLimit,
  ): Promise<Answer>;
}

interface EngineOptions {
  readonly socketPath?: string | undefined;
  readonly host?: string | undefined;
  /** The limit of a request that has none of its own, in milliseconds. */
  readonly timeoutMs: number;
}

const addressOf = ({ socketPath, host }: EngineOptions): Promise<DockerOptions> => {
  if (socketPath !== undefined) return parseHost(`unix://${socketPath}`);
  return host === undefined ? findEngine({ env: process.env, home: homedir() }) : parseHost(host);
};

const connect = async (options: EngineOptions): Promise<Docker> => {
  const address = await addressOf(options);
  // Loaded late: dockerode is an optional peer, and takes longer to load than all of Strata.
  const { default: Client } = await import('dockerode');
  return mendClient(new Client(address));
};

/** Makes an engine. Nothing is looked up before the first request, and a look-up that failed is tried again. */
export const createEngine = (options: EngineOptions): Engine => {
  let connected: Promise<Docker> | undefined;
  const client = (): Promise<Docker> => {
    connected ??= connect(options).catch((cause: unknown) => {
      connected = undefined;
      throw cause;
    });
    return connected;
  };
  return {
    async ask(caller, work, limitMs = options.timeoutMs) {
      const limit = new AbortController();
      const stop = limitMs === noLimit ? () => undefined : caller.clock.after(limitMs, () => limit.abort());
      try {
        return await work(await client(), AbortSignal.any([caller.signal, limit.signal]));
      } catch (thrown) {
        throw limit.signal.aborted && !caller.signal.aborted && limitMs !== noLimit
          ? new LimitReached(limitMs)
          : thrown;
      } finally {
        stop();
      }
    },
  };
};
