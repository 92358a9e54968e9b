/** Every span, metric and attribute name that Strata uses, in one place: names are an interface too. */
export const telemetryNames = {
  /** Name and version of the instrumentation scope. */
  scope: '@strata/core',
  spanOfOperation: (tool: string, operation: string): string => `${tool}.${operation}`,
  /** A call with everything that policies do for it. */
  spanOfCall: (tool: string, operation: string): string => `call ${tool}.${operation}`,
  spanOfNode: (name: string): string => `flow.${name}`,
  operationDuration: 'strata.operation.duration',
  flowDuration: 'strata.flow.duration',
} as const;

export const attributes = {
  tool: 'strata.tool',
  operation: 'strata.operation',
  effect: 'strata.effect',
  correlationId: 'strata.correlation_id',
  agent: 'strata.agent',
  /** `success`, or the kind of the failure. */
  outcome: 'strata.outcome',
  /** How often the tool was asked. */
  attempts: 'strata.attempts',
  cached: 'strata.cached',
  /** How much of the time was spent waiting, in milliseconds. */
  waitedMs: 'strata.waited_ms',
  nodeKind: 'strata.flow.node_kind',
  nodeKey: 'strata.flow.node_key',
} as const;
