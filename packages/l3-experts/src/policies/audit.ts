import { type Policy, Secret, createPolicy } from '@strata/core';
import { z } from 'zod';
import { AuditChain } from './audit-chain.ts';
import type { AuditSink } from './audit-sink.ts';
import { parseOptions } from './policy-options.ts';
import { RecordedCall } from './recorded-call.ts';

/** What callers put passwords into without making them Secrets, and what programs print that were given them. */
const usuallyHidden = ['env', 'inputs', 'buildArgs', 'driverOptions', 'options', 'stdout', 'stderr', 'log'] as const;

const optionsSchema = z.strictObject({
  sink: z.custom<AuditSink>(
    (value) => typeof value === 'object' && value !== null && 'append' in value && 'last' in value,
    'must be a sink',
  ),
  secrets: z.array(z.instanceof(Secret)).default([]),
  hidden: z.array(z.string().min(1)).default([...usuallyHidden]),
});

/** Where the record of what was done goes. */
export interface AuditOptions {
  /** One audit may be around several tools; it has one sink, and the sink this one audit. */
  readonly sink: AuditSink;
  /** What no record may show, wherever it stands. @default [] */
  readonly secrets?: readonly Secret[];
  /**
   * Fields whose values no record shows, at whatever depth they stand; of a map its names are shown.
   * @default ['env', 'inputs', 'buildArgs', 'driverOptions', 'options', 'stdout', 'stderr', 'log']: what callers put
   * passwords into without making them Secrets, and what programs print that were given them
   */
  readonly hidden?: readonly string[];
}

/**
 * Records every write: before it, who is about to do what to what and why; after it, what became of it. The records
 * are a chain, each with the hash of the one before it, so that a change shows (`verifyAudit`). A write that cannot be
 * recorded is `refused` before it runs; one whose caller leaves, or whose deadline comes, before it is recorded is not
 * made, and is recorded as `cancelled` or `timed_out` when the sink has it after all. One whose outcome cannot be recorded
 * keeps its result, and stays in the audit as an intent without an outcome; for a caller who has gone that is waited for
 * 5 seconds at most. Reads and dry runs leave no trace. Long texts are shown by their hash; secrets and the values of
 * `hidden` fields not at all.
 *
 * @throws TypeError naming an option that does not fit.
 */
export const audit = (options: AuditOptions): Policy => {
  // Parsing copies the lists, which is why they may be readonly here and not in the schema.
  const { sink, ...veil } = parseOptions('audit', optionsSchema, options as never);
  const chain = new AuditChain(sink);
  return createPolicy(() => async (call, proceed) => {
    const isDone = call.operation.effect !== 'read' && call.ctx.dryRun !== true;
    return isDone ? new RecordedCall(call, chain, veil).run(proceed) : proceed();
  });
};
