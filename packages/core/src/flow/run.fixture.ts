import { type ManualClock, createManualClock } from '@strata/testing';
import {
  type FlowEvent,
  type Node,
  type Outputs,
  type Result,
  type Step,
  type WorkflowContext,
  createContext,
  runFlow,
} from '../index.ts';
import { asStep } from './step-types.ts';
import { type World, createWorld } from '../world.fixture.ts';

/** What a flow is run with in a test: a world, a clock that stands still, a caller who may hang up, an ear. */
export interface Stage {
  readonly world: World;
  readonly clock: ManualClock;
  readonly caller: AbortController;
  readonly ctx: WorkflowContext;
  /** What was told, as `type at`. */
  readonly told: () => readonly string[];
  readonly events: readonly FlowEvent[];
}

/** A fresh stage. */
export const createStage = (given: Partial<WorkflowContext> = {}): Stage => {
  const events: FlowEvent[] = [];
  const clock = createManualClock();
  const caller = new AbortController();
  const emit = (event: FlowEvent): void => void events.push(event);
  const ctx = createContext({ clock, correlationId: 'run', signal: caller.signal, emit, ...given });
  const told = (): readonly string[] => events.map((event) => `${event.type} ${event.at}`);
  return { world: createWorld(), clock, caller, ctx, events, told };
};

/** A promise with its handle: a place where a test holds work until it says go. */
export interface Latch {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

export const createLatch = (): Latch => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
};

/** Resolves when a signal aborts: what a well-behaved tool waits for besides its work. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Runs any part of a flow by itself. Its types are not looked at, so that it can be written where it is run. */
export const runAlone = (
  part: { readonly node: Node },
  ctx: WorkflowContext,
  input: unknown = {},
): Promise<Result<unknown, unknown>> =>
  runFlow(asStep<Step<{ readonly input: unknown }, Outputs, unknown, unknown>>(part.node), input, ctx);
