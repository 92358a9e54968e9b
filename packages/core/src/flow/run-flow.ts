import { context, trace } from '@opentelemetry/api';
import { type WorkflowContext, createContext } from '../context.ts';
import { createFirstLooks } from '../first-looks.ts';
import type { Result } from '../result.ts';
import { attributes, telemetryNames } from '../telemetry/attributes.ts';
import { instruments } from '../telemetry/metrics.ts';
import { isTelemetryRegistered } from '../telemetry/registered.ts';
import { Cancellation } from './cancellation.ts';
import type { Frame } from './frame.ts';
import { interpret } from './interpret.ts';
import { createMemoryRuntime } from './memory-runtime.ts';
import type { Node, Outcome } from './node.ts';
import type { Outputs, Step } from './step-types.ts';
import { assertValid } from './validate.ts';

const tracer = trace.getTracer(telemetryNames.scope);

const frameOf = (
  root: Node,
  input: unknown,
  ctx: WorkflowContext,
  cancellation: Cancellation,
  recording: boolean,
): Frame => ({
  runtime: ctx.runtime ?? createMemoryRuntime({ clock: ctx.clock }),
  root,
  rootPath: ctx.path ?? '',
  ctx,
  cancellation,
  scope: { input },
  keeps: true,
  done: [],
  reports: [],
  retried: ctx.retried ?? false,
  observed: recording || ctx.emit !== undefined,
  interpret,
});

/** The outermost flow of a run brings what all that run in it remember together. */
const remembering = (ctx: WorkflowContext): WorkflowContext =>
  ctx.takenBack === undefined
    ? { ...ctx, takenBack: new Map(), inDoubt: new Set(), firstLooks: ctx.firstLooks ?? createFirstLooks() }
    : ctx;

/**
 * Runs a flow with an input: in memory, or on the context's runtime. Resolves with the last step's output, or with the
 * failure that ended it.
 *
 * @throws TypeError when the flow itself is wrong (see `problemsOf`).
 */
export const runFlow = async <Input, Out, Fail>(
  flow: Step<{ readonly input: Input }, Outputs, Out, Fail, string>,
  input: Input,
  ctx: WorkflowContext = createContext(),
): Promise<Result<Out, Fail>> => {
  const { node } = flow;
  assertValid(node);
  const startedMs = ctx.clock.monotonicMs();
  const outcome = await (isTelemetryRegistered()
    ? inSpan(node, input, remembering(ctx))
    : run(node, input, remembering(ctx), false));
  const meta = { durationMs: ctx.clock.monotonicMs() - startedMs, attempts: 1 };
  // The builders gave the flow these types.
  return { ...outcome, meta } as Result<Out, Fail>;
};

const run = async (node: Node, input: unknown, ctx: WorkflowContext, recording: boolean): Promise<Outcome> => {
  ctx.runtime?.enter?.(ctx.path ?? '', node);
  const cancellation = Cancellation.of(ctx.signal);
  try {
    return await interpret(node, frameOf(node, input, ctx, cancellation, recording), ctx.path ?? '');
  } finally {
    cancellation.release();
  }
};

const inSpan = async (node: Node, input: unknown, ctx: WorkflowContext): Promise<Outcome> => {
  const parent = ctx.trace ?? context.active();
  const span = tracer.startSpan(telemetryNames.spanOfNode('run'), {}, parent);
  const recording = span.isRecording();
  const startedMs = ctx.clock.monotonicMs();
  let outcome: Outcome | undefined;
  try {
    outcome = await run(node, input, recording ? { ...ctx, trace: trace.setSpan(parent, span) } : ctx, recording);
    return outcome;
  } finally {
    const ended = outcome?.success === true ? 'success' : 'failure';
    instruments().flowDuration.record(ctx.clock.monotonicMs() - startedMs, { [attributes.outcome]: ended });
    span.setAttribute(attributes.outcome, ended);
    span.end();
  }
};
