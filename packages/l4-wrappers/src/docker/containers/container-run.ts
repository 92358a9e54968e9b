import type { Readable } from 'node:stream';
import type { HandlerContext, WorkflowContext } from '@strata/core';
import type { Container } from 'dockerode';
import { z } from 'zod';
import { boundPortsOf } from './bound-ports.ts';
import { openLogs } from './container-logs.ts';
import { type Attempt, makeContainer, takeAway } from './container-making.ts';
import {
  type ContainerOutput,
  type OutputCollector,
  type OutputPart,
  type TellOutput,
  collect,
  createOutputCollector,
} from './container-output.ts';
import { type RunInput, specify } from './container-specification.ts';
import { RunBroken, RunLimitReached } from './run-broken.ts';
import { type Caller, type Engine, LimitReached, noLimit } from '../engine/engine.ts';
import { statusCodeOf, wasNeverSent } from '../engine/engine-answer.ts';
import { parseAnswer } from '../engine/unexpected-answer.ts';

/** The engine's answer when a container has ended ("Wait for a container" in Docker's API). */
const waitAnswer = z.object({ StatusCode: z.int() });

/** How far a run has come. */
interface Progress {
  readonly attempt: string;
  made: boolean;
  containerId: Attempt['containerId'];
  started: boolean;
  refused: boolean;
}

const begin = (attempt: string): Progress => ({
  attempt,
  made: false,
  containerId: undefined,
  started: false,
  refused: false,
});

/** Starts a container, and remembers how far that has come. */
const start = async (engine: Engine, container: Container, progress: Progress, caller: Caller): Promise<void> => {
  progress.started = true;
  try {
    await engine.ask(caller, (_docker, abortSignal) => container.start({ abortSignal }));
  } catch (thrown) {
    // Not modified: the container of an earlier attempt runs already.
    if (statusCodeOf(thrown) === 304) return;
    progress.refused = statusCodeOf(thrown) !== undefined;
    throw thrown;
  }
};

const broken = async (
  engine: Engine,
  caller: Caller,
  cause: unknown,
  progress: Progress,
  printed?: ContainerOutput,
): Promise<RunBroken> => {
  const { made, started, refused } = progress;
  const isNothingThere = !made && wasNeverSent(cause);
  const left = isNothingThere ? undefined : await takeAway(engine, progress, caller);
  return new RunBroken(cause, { started, refused, left, printed });
};

/** Starts a container and answers at once. One that does not start is taken away again. */
export const runDetached = async (engine: Engine, input: RunInput, ctx: WorkflowContext) => {
  const attempt = ctx.clock.id();
  const specification = specify(input, attempt, ctx);
  const progress = begin(attempt);
  try {
    const container = await makeContainer(engine, input, specification, ctx, () => void (progress.made = true));
    Object.assign(progress, { made: true, containerId: container.id });
    ctx.signal.throwIfAborted();
    await start(engine, container, progress, ctx);
    const ports =
      input.publish.length === 0
        ? []
        : boundPortsOf(await engine.ask(ctx, (_docker, abortSignal) => container.inspect({ abortSignal })));
    return { status: 'running' as const, containerId: container.id, name: specification.name, ports };
  } catch (cause) {
    throw await broken(engine, ctx, cause, progress);
  }
};

/** Waits for the end of a container, which may have closed its output before. */
const exitCodeOf = async (engine: Engine, container: Container, caller: Caller): Promise<number> => {
  for (;;) {
    try {
      const end: unknown = await engine.ask(caller, (_docker, abortSignal) => container.wait({ abortSignal }));
      return parseAnswer(waitAnswer, end, `the end of ${container.id}`).StatusCode;
    } catch (thrown) {
      // Asking anew from time to time shows a connection that has died without a word.
      if (!(thrown instanceof LimitReached)) throw thrown;
    }
  }
};

/** Whether a container that has ended was killed for lack of memory; null when the engine cannot be asked any more. */
const ranOutOfMemory = (engine: Engine, container: Container, caller: Caller): Promise<boolean | null> =>
  engine
    .ask(caller, async (_docker, abortSignal) => (await container.inspect({ abortSignal })).State.OOMKilled)
    // It does not matter why: the command has ended, and what it returned is known.
    .catch(() => null);

/** How a container in the foreground is followed. */
interface Following {
  readonly collector: OutputCollector;
  readonly tell: TellOutput | undefined;
  readonly progress: Progress;
}

/**
 * Whether a container runs although its output has ended. Nothing in the attached stream tells the end of the output
 * from a connection that was closed on the way.
 */
const runsOn = (engine: Engine, container: Container, caller: Caller): Promise<boolean> =>
  engine.ask(caller, async (_docker, abortSignal) => (await container.inspect({ abortSignal })).State.Running);

/** Reads from the log what the attached stream did not bring. An engine that keeps no log refuses. */
const readOn = async (engine: Engine, container: Container, { collector, tell }: Following, caller: Caller) => {
  collector.restart();
  try {
    await engine.ask(
      caller,
      async (docker, abortSignal) =>
        collect(await openLogs(docker, container.id, {}, abortSignal), collector, abortSignal, tell),
      noLimit,
    );
  } catch (thrown) {
    if (statusCodeOf(thrown) === undefined) throw thrown;
    collector.giveUp();
  }
};

const follow = async (engine: Engine, container: Container, following: Following, ctx: Caller): Promise<number> => {
  const { collector, tell, progress } = following;
  // The types of dockerode promise less than the engine's socket is.
  const stream = (await engine.ask(ctx, (_docker, abortSignal) =>
    container.attach({ stream: true, stdout: true, stderr: true, abortSignal }),
  )) as unknown as Readable;
  const printed = collect(stream, collector, ctx.signal, tell);
  // Awaited below; a start that fails comes first and ends the stream too.
  printed.catch(() => undefined);
  try {
    await start(engine, container, progress, ctx);
    // The output first: it ends with the container, and unlike a wait it notices when the connection breaks.
    await printed;
    const isCut = await runsOn(engine, container, ctx);
    const exitCode = await exitCodeOf(engine, container, ctx);
    if (isCut) await readOn(engine, container, following, ctx);
    return exitCode;
  } finally {
    stream.destroy();
  }
};

/** Runs a container to its end, and gives what it printed. One that is cut short is killed and taken away first. */
export const runToEnd = async (engine: Engine, input: RunInput, ctx: HandlerContext<OutputPart>) => {
  const attempt = ctx.clock.id();
  const specification = specify(input, attempt, ctx);
  const collector = createOutputCollector(input.maxOutputBytes);
  const limit = new AbortController();
  const stopLimit = input.timeoutMs === undefined ? undefined : ctx.clock.after(input.timeoutMs, () => limit.abort());
  const caller = { clock: ctx.clock, signal: AbortSignal.any([ctx.signal, limit.signal]) };
  const startedMs = ctx.clock.monotonicMs();
  const progress = begin(attempt);
  try {
    const container = await makeContainer(engine, input, specification, ctx, () => void (progress.made = true));
    progress.containerId = container.id;
    caller.signal.throwIfAborted();
    const tell: TellOutput | undefined = ctx.isHeard ? ctx.tell : undefined;
    const exitCode = await follow(engine, container, { collector, tell, progress }, caller);
    const durationMs = ctx.clock.monotonicMs() - startedMs;
    const outOfMemory = await ranOutOfMemory(engine, container, ctx);
    const removed = input.remove === false ? false : (await takeAway(engine, progress, ctx)) === undefined;
    const { name } = specification;
    return {
      status: 'exited' as const,
      containerId: container.id,
      name,
      exitCode,
      outOfMemory,
      ...collector.output(),
      durationMs,
      removed,
    };
  } catch (cause) {
    const limitReached = limit.signal.aborted && !ctx.signal.aborted;
    const why = limitReached ? new RunLimitReached(input.timeoutMs ?? 0) : cause;
    throw await broken(engine, ctx, why, progress, collector.output());
  } finally {
    stopLimit?.();
  }
};
