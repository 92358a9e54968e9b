import { type Policy, createPolicy, tracedCall } from '@strata/core';

/**
 * A span around everything that the policies within do for a call, `call github.create_pr`: how often the tool was
 * asked (`strata.attempts`), how much of the time was waiting (`strata.waited_ms`), whether a cache answered
 * (`strata.cached`), how it ended (`strata.outcome`). The tool's own spans are below it. Outermost it tells of
 * everything. Without an OpenTelemetry SDK it does nothing.
 */
export const trace = (): Policy => createPolicy(() => tracedCall);
