import { SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';
import type { WorkflowContext } from '../context.ts';
import type { Classified } from '../failure.ts';
import type { AnyOperation } from '../operation.ts';
import { attributes, telemetryNames } from './attributes.ts';
import { instruments } from './metrics.ts';
import { isTelemetryRegistered } from './registered.ts';

const tracer = trace.getTracer(telemetryNames.scope);

/**
 * Runs one operation inside a span of its own and measures it. Attributes are names, kinds and sizes only:
 * inputs and outputs may hold what nobody may see.
 */
export const observed: Observe = (tool, operation, ctx, run) =>
  isTelemetryRegistered() ? inSpan(tool, operation, ctx, run) : run(ctx);

type Observe = <Answer extends { readonly failure?: Classified }>(
  tool: string,
  operation: AnyOperation,
  ctx: WorkflowContext,
  run: (ctx: WorkflowContext) => Promise<Answer>,
) => Promise<Answer>;

const inSpan: Observe = async (tool, operation, ctx, run) => {
  const parent = ctx.trace ?? context.active();
  const span = tracer.startSpan(
    telemetryNames.spanOfOperation(tool, operation.name),
    { kind: SpanKind.CLIENT },
    parent,
  );
  const startedMs = ctx.clock.monotonicMs();
  const described = {
    [attributes.tool]: tool,
    [attributes.operation]: operation.name,
    [attributes.effect]: operation.effect,
  };
  const recording = span.isRecording();
  if (recording) {
    span.setAttributes({ ...described, [attributes.correlationId]: ctx.correlationId });
    if (ctx.agent !== undefined) span.setAttribute(attributes.agent, ctx.agent);
  }
  const answer = await run(recording ? { ...ctx, trace: trace.setSpan(parent, span) } : ctx).catch(
    (thrown: unknown) => {
      // A runtime's own: no end of this call that anybody should be told of.
      span.end();
      throw thrown;
    },
  );
  const { failure } = answer;
  const outcome = failure?.kind ?? 'success';
  instruments().operationDuration.record(ctx.clock.monotonicMs() - startedMs, {
    ...described,
    [attributes.outcome]: outcome,
  });
  if (recording) {
    span.setAttribute(attributes.outcome, outcome);
    if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failure.kind });
  }
  span.end();
  return answer;
};
