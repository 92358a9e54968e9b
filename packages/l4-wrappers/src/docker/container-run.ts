import type { Readable } from 'node:stream';
import type { StopTimer, WorkflowContext } from '@strata/core';
import type { Container } from 'dockerode';
import { z } from 'zod';
import { type OutputCollector, collect, createOutputCollector } from './container-output.ts';
import { type RunInput, specify } from './container-specification.ts';
import { type Caller, type Engine, LimitReached } from './engine.ts';
import { wasNeverSent } from './engine-answer.ts';
import { attemptLabel } from './references.ts';

/** How long taking a container away may take, in milliseconds, whatever the caller's signal says. */
const cleanUpLimitMs = 20_000;

/** How long a cancelled call waits for the engine's answer to the request that makes the container, in milliseconds. */
const patienceMs = 5000;

/** A run that did not come to its end. */
export class RunBroken extends Error {
  /** Whether the command had begun to run, so that what it did outside of its container may be there. */
  readonly started: boolean;
  /** Why the container could not be taken away; absent: nothing is left of it. */
  readonly left?: string;

  constructor(cause: unknown, details: { readonly started: boolean; readonly left: string | undefined }) {
    super('the run was broken off', { cause });
    this.name = 'RunBroken';
    this.started = details.started;
    if (details.left !== undefined) this.left = details.left;
  }
}

/** Takes away whatever an attempt made, under a signal of its own. Answers why it could not, or `undefined`. */
const takeAway = (engine: Engine, attempt: string, { clock }: Caller): Promise<string | undefined> =>
  engine
    .ask(
      { clock, signal: new AbortController().signal },
      async (docker, abortSignal) => {
        const filters = { label: [`${attemptLabel}=${attempt}`] };
        const found = await docker.listContainers({ all: true, filters, abortSignal });
        await Promise.all(found.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true, abortSignal })));
      },
      cleanUpLimitMs,
    )
    .then(
      () => undefined,
      (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)),
    );

/** Makes the container. A request that is cut off may still create, so the clean-up waits for the answer a while. */
const make = async (engine: Engine, input: RunInput, attempt: string, ctx: WorkflowContext): Promise<Container> => {
  const patience = new AbortController();
  let stop: StopTimer | undefined;
  const onAbort = (): void => void (stop = ctx.clock.after(patienceMs, () => patience.abort()));
  ctx.signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await engine.ask({ clock: ctx.clock, signal: patience.signal }, (docker, abortSignal) =>
      docker.createContainer({ ...specify(input, attempt, ctx), abortSignal }),
    );
  } finally {
    ctx.signal.removeEventListener('abort', onAbort);
    stop?.();
  }
};

/** The engine's answer when a container has ended ("Wait for a container" in Docker's API). */
const waitAnswer = z.object({ StatusCode: z.int() });

/** How far a run has come. */
interface Progress {
  made: boolean;
  started: boolean;
}

const broken = async (
  engine: Engine,
  attempt: string,
  caller: Caller,
  cause: unknown,
  { made, started }: Progress,
): Promise<RunBroken> => {
  const isNothingThere = !made && wasNeverSent(cause);
  return new RunBroken(cause, { started, left: isNothingThere ? undefined : await takeAway(engine, attempt, caller) });
};

/** Starts a container and answers at once. One that does not start is taken away again. */
export const startContainer = async (
  engine: Engine,
  input: RunInput,
  ctx: WorkflowContext,
): Promise<{ status: 'running'; containerId: string; name: string }> => {
  const attempt = ctx.clock.id();
  const progress: Progress = { made: false, started: false };
  try {
    const container = await make(engine, input, attempt, ctx);
    progress.made = true;
    ctx.signal.throwIfAborted();
    progress.started = true;
    await engine.ask(ctx, (_docker, abortSignal) => container.start({ abortSignal }));
    return { status: 'running', containerId: container.id, name: specify(input, attempt, ctx).name };
  } catch (cause) {
    throw await broken(engine, attempt, ctx, cause, progress);
  }
};

/** Waits for the end of a container, which may have closed its output before. */
const exitCodeOf = async (engine: Engine, container: Container, caller: Caller): Promise<number> => {
  for (;;) {
    try {
      const end: unknown = await engine.ask(caller, (_docker, abortSignal) => container.wait({ abortSignal }));
      return waitAnswer.parse(end).StatusCode;
    } catch (thrown) {
      // dockerode never answers when the connection breaks within an answer; asking anew from time to time shows it.
      if (!(thrown instanceof LimitReached)) throw thrown;
    }
  }
};

const follow = async (
  engine: Engine,
  container: Container,
  collector: OutputCollector,
  ctx: Caller,
  onStart: () => void,
): Promise<number> => {
  // The types of dockerode promise less than the engine's socket is.
  const stream = (await engine.ask(ctx, (_docker, abortSignal) =>
    container.attach({ stream: true, stdout: true, stderr: true, abortSignal }),
  )) as unknown as Readable;
  const printed = collect(stream, collector, ctx.signal);
  // Awaited below; a start that fails comes first and ends the stream too.
  printed.catch(() => undefined);
  try {
    onStart();
    await engine.ask(ctx, (_docker, abortSignal) => container.start({ abortSignal }));
    // The output first: it ends with the container, and unlike a wait it notices when the connection breaks.
    await printed;
    return await exitCodeOf(engine, container, ctx);
  } finally {
    stream.destroy();
  }
};

/** Runs a container to its end, and gives what it printed. One that is cut short is killed and taken away first. */
export const runToEnd = async (engine: Engine, input: RunInput, ctx: WorkflowContext) => {
  const attempt = ctx.clock.id();
  const collector = createOutputCollector(input.maxOutputBytes);
  const limit = new AbortController();
  const stopLimit = input.timeoutMs === undefined ? undefined : ctx.clock.after(input.timeoutMs, () => limit.abort());
  const caller = { clock: ctx.clock, signal: AbortSignal.any([ctx.signal, limit.signal]) };
  const startedMs = ctx.clock.monotonicMs();
  const progress: Progress = { made: false, started: false };
  try {
    const container = await make(engine, input, attempt, ctx);
    progress.made = true;
    caller.signal.throwIfAborted();
    const exitCode = await follow(engine, container, collector, caller, () => void (progress.started = true));
    const durationMs = ctx.clock.monotonicMs() - startedMs;
    const removed = input.remove === false ? false : (await takeAway(engine, attempt, ctx)) === undefined;
    const { name } = specify(input, attempt, ctx);
    return {
      status: 'exited' as const,
      containerId: container.id,
      name,
      exitCode,
      ...collector.output(),
      durationMs,
      removed,
    };
  } catch (cause) {
    const limitReached = limit.signal.aborted && !ctx.signal.aborted;
    throw await broken(engine, attempt, ctx, limitReached ? new LimitReached(input.timeoutMs ?? 0) : cause, progress);
  } finally {
    stopLimit?.();
  }
};
