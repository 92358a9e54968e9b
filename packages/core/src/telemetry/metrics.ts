import { type Histogram, type MeterProvider, metrics } from '@opentelemetry/api';
import { telemetryNames } from './attributes.ts';

interface Instruments {
  readonly operationDuration: Histogram;
  readonly flowDuration: Histogram;
}

const instrumentsOf = new WeakMap<MeterProvider, Instruments>();

/**
 * The instruments of whatever meter provider is registered now. Unlike the trace API, the metrics API has no
 * proxy that starts to work when a provider is registered later, so they can't be made once when this file loads.
 */
export const instruments = (): Instruments => {
  const provider = metrics.getMeterProvider();
  const known = instrumentsOf.get(provider);
  if (known !== undefined) return known;
  const meter = provider.getMeter(telemetryNames.scope);
  const made: Instruments = {
    operationDuration: meter.createHistogram(telemetryNames.operationDuration, {
      description: 'How long operations of tools take.',
      unit: 'ms',
    }),
    flowDuration: meter.createHistogram(telemetryNames.flowDuration, {
      description: 'How long flows take.',
      unit: 'ms',
    }),
  };
  instrumentsOf.set(provider, made);
  return made;
};
