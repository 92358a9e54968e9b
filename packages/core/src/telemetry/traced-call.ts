import { SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';
import type { Failure } from '../failure.ts';
import type { Call, Proceed } from '../policy.ts';
import type { Meta, Result } from '../result.ts';
import { attributes, telemetryNames } from './attributes.ts';
import { isTelemetryRegistered } from './registered.ts';

const tracer = trace.getTracer(telemetryNames.scope);

const described = ({ attempts, cached, waitedMs }: Meta): Readonly<Record<string, number | boolean>> => ({
  [attributes.attempts]: attempts,
  ...(cached === undefined ? {} : { [attributes.cached]: cached }),
  ...(waitedMs === undefined ? {} : { [attributes.waitedMs]: waitedMs }),
});

/**
 * Passes a call on inside a span of its own, which is the parent of the spans of everything that policies do for it:
 * how often the tool was asked, how much of the time was waiting, whether a cache answered, how it ended. Like all
 * spans it holds neither input nor output.
 */
export const tracedCall = async (call: Call, proceed: Proceed): Promise<Result<unknown, Failure>> => {
  if (!isTelemetryRegistered()) return proceed();
  const { tool, operation, ctx } = call;
  const parent = ctx.trace ?? context.active();
  const span = tracer.startSpan(
    telemetryNames.spanOfCall(tool.name, operation.name),
    { kind: SpanKind.INTERNAL },
    parent,
  );
  span.setAttributes({
    [attributes.tool]: tool.name,
    [attributes.operation]: operation.name,
    [attributes.effect]: operation.effect,
    [attributes.correlationId]: ctx.correlationId,
    ...(ctx.agent === undefined ? {} : { [attributes.agent]: ctx.agent }),
  });
  let outcome: string = 'defect';
  try {
    const answer = await proceed({ ...ctx, trace: trace.setSpan(parent, span) });
    outcome = answer.success ? 'success' : answer.error.kind;
    span.setAttributes(described(answer.meta));
    return answer;
  } finally {
    span.setAttribute(attributes.outcome, outcome);
    if (outcome !== 'success') span.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
    span.end();
  }
};
