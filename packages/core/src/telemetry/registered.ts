import { ProxyTracerProvider, createNoopMeter, metrics, trace } from '@opentelemetry/api';
import { telemetryNames } from './attributes.ts';

const noTracer = new ProxyTracerProvider().getDelegate();
const noMeter = createNoopMeter();

/**
 * Whether anybody takes spans or measurements. Where nobody does, which is most programs, nothing is described,
 * timed or allocated for them.
 */
export const isTelemetryRegistered = (): boolean => {
  const tracers = trace.getTracerProvider();
  const traces = !(tracers instanceof ProxyTracerProvider) || tracers.getDelegate() !== noTracer;
  return traces || metrics.getMeterProvider().getMeter(telemetryNames.scope) !== noMeter;
};
