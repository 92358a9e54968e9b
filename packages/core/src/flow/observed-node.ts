import { SpanStatusCode, context, trace } from '@opentelemetry/api';
import { attributes, telemetryNames } from '../telemetry/attributes.ts';
import type { Frame } from './frame.ts';
import type { Node, Outcome } from './node.ts';

const tracer = trace.getTracer(telemetryNames.scope);

type NamedNode = Extract<Node, { readonly name: string }>;

const told = (error: unknown): { readonly kind: string; readonly message: string } => {
  const { kind, message } = (error ?? {}) as { readonly kind?: unknown; readonly message?: unknown };
  return { kind: typeof kind === 'string' ? kind : 'failed', message: String(message ?? error) };
};

/** Runs a named node inside a span of its own and tells of its start and end. */
export const observedNode = async (
  node: NamedNode,
  frame: Frame,
  path: string,
  run: (node: Node, frame: Frame, path: string) => Promise<Outcome>,
): Promise<Outcome> => {
  const { emit, clock, correlationId } = frame.ctx;
  const at = path + node.name;
  const parent = frame.ctx.trace ?? context.active();
  const span = tracer.startSpan(telemetryNames.spanOfNode(node.name), {}, parent);
  const recording = span.isRecording();
  if (recording)
    span.setAttributes({
      [attributes.nodeKind]: node.kind,
      [attributes.nodeKey]: at,
      [attributes.correlationId]: correlationId,
    });
  const about = { at, kind: node.kind, correlationId };
  const startedMs = clock.monotonicMs();
  emit?.({ type: 'started', ...about, time: clock.now() });
  const inner = recording ? { ...frame, ctx: { ...frame.ctx, trace: trace.setSpan(parent, span) } } : frame;
  let outcome: Outcome;
  try {
    outcome = await run(node, inner, path);
  } catch (thrown) {
    // The runtime's own: no end of this node that anybody should be told of.
    span.end();
    throw thrown;
  }
  const durationMs = clock.monotonicMs() - startedMs;
  if (outcome.success) emit?.({ type: 'finished', ...about, time: clock.now(), durationMs });
  else emit?.({ type: 'failed', ...about, time: clock.now(), durationMs, error: told(outcome.error) });
  if (recording) {
    span.setAttribute(attributes.outcome, outcome.success ? 'success' : told(outcome.error).kind);
    if (!outcome.success) span.setStatus({ code: SpanStatusCode.ERROR, message: told(outcome.error).kind });
  }
  span.end();
  return outcome;
};
