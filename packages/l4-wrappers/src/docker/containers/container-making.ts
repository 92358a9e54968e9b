import { type Clock, type StopTimer, type WorkflowContext, sleepFor } from '@strata/core';
import type { Container } from 'dockerode';
import { endpointOf } from './container-network.ts';
import type { RunInput, Specification } from './container-specification.ts';
import type { Engine } from '../engine/engine.ts';
import { statusCodeOf } from '../engine/engine-answer.ts';
import { isMarked } from '../engine/marks.ts';
import { attemptLabel } from '../engine/references.ts';

/** How long taking a container away may take, in milliseconds, whatever the caller's signal says. */
const cleanUpLimitMs = 20_000;

/** How often it is tried, and how long after each try: a connection that broke may be there again. */
const cleanUpTries = 4;
const cleanUpDelayMs = 250;

/** How long a cancelled call waits for the engine's answer to the request that makes the container, in milliseconds. */
const patienceMs = 5000;

/** What is to be taken away: what an attempt made, and the container that it went on with, made by an earlier one. */
export interface Attempt {
  readonly attempt: string;
  readonly containerId: string | undefined;
}

const takeAwayOnce = (engine: Engine, { attempt, containerId }: Attempt, clock: Clock): Promise<void> =>
  engine.ask(
    { clock, signal: new AbortController().signal },
    async (docker, abortSignal) => {
      const filters = { label: [`${attemptLabel}=${attempt}`] };
      const found = await docker.listContainers({ all: true, filters, abortSignal });
      const ids = new Set([...found.map(({ Id }) => Id), ...(containerId === undefined ? [] : [containerId])]);
      await Promise.all(
        [...ids].map(async (id) => {
          try {
            await docker.getContainer(id).remove({ force: true, v: true, abortSignal });
          } catch (thrown) {
            if (statusCodeOf(thrown) !== 404) throw thrown;
          }
        }),
      );
    },
    cleanUpLimitMs,
  );

/** Takes away whatever an attempt made or went on with, under a signal of its own. Answers why it could not, or `undefined`. */
export const takeAway = async (engine: Engine, attempt: Attempt, { clock }: { readonly clock: Clock }) => {
  for (let tried = 1; ; tried++) {
    try {
      await takeAwayOnce(engine, attempt, clock);
      return undefined;
    } catch (cause) {
      if (tried === cleanUpTries) return cause instanceof Error ? cause.message : String(cause);
      await sleepFor(clock, cleanUpDelayMs, new AbortController().signal);
    }
  }
};

/** The container that an earlier attempt at this very call had made, when it has the name that this one wants. */
const ownEarlier = (
  engine: Engine,
  input: RunInput,
  name: string,
  ctx: WorkflowContext,
): Promise<Container | undefined> =>
  engine.ask(ctx, async (docker, abortSignal) => {
    const container = docker.getContainer(name);
    const { Id, Config, State } = await container.inspect({ abortSignal });
    const fits = State.Status === 'created' || (input.detached && State.Running);
    return fits && isMarked(Config.Labels, ctx) ? docker.getContainer(Id) : undefined;
  });

/** Joins the further networks; the engine takes one when a container is made. */
const joinNetworks = (engine: Engine, container: Container, input: RunInput, ctx: WorkflowContext): Promise<void> =>
  engine.ask(ctx, async (docker, abortSignal) => {
    for (const one of input.networks) {
      const request = { Container: container.id, EndpointConfig: endpointOf(one), abortSignal };
      await docker.getNetwork(one.network).connect(request);
    }
  });

/**
 * Makes the container, and connects it. A request that is cut off may still create, so the caller's cancellation waits
 * for the answer a while. A name that is taken by an earlier attempt at this very call means that it arrived: that
 * container is gone on with.
 */
export const makeContainer = async (
  engine: Engine,
  input: RunInput,
  specification: Specification,
  ctx: WorkflowContext,
  onMade: () => void,
): Promise<Container> => {
  const patience = new AbortController();
  let stop: StopTimer | undefined;
  const onAbort = (): void => void (stop = ctx.clock.after(patienceMs, () => patience.abort()));
  ctx.signal.addEventListener('abort', onAbort, { once: true });
  try {
    const container = await engine.ask({ clock: ctx.clock, signal: patience.signal }, (docker, abortSignal) =>
      docker.createContainer({ ...specification, abortSignal }),
    );
    onMade();
    if (input.networks.length > 0) await joinNetworks(engine, container, input, ctx);
    return container;
  } catch (thrown) {
    const earlier =
      statusCodeOf(thrown) === 409 && ctx.callId !== undefined
        ? await ownEarlier(engine, input, specification.name, ctx)
        : undefined;
    if (earlier === undefined) throw thrown;
    return earlier;
  } finally {
    ctx.signal.removeEventListener('abort', onAbort);
    stop?.();
  }
};
