import {
  type Call,
  type Failure,
  type Policy,
  type Result,
  Secret,
  createFailure,
  createPolicy,
  fail,
  inputOf,
} from '@strata/core';
import { z } from 'zod';
import { type AuditEntry, type ChainEnd, type Veil, auditRecord, link, shownIn } from './audit-record.ts';
import type { AuditSink } from './audit-sink.ts';
import { parseOptions } from './policy-options.ts';

const optionsSchema = z.strictObject({
  sink: z.custom<AuditSink>(
    (value) => typeof value === 'object' && value !== null && 'append' in value && 'last' in value,
    'must be a sink',
  ),
  secrets: z.array(z.instanceof(Secret)).default([]),
  hidden: z.array(z.string().min(1)).default(['env', 'driverOptions', 'buildArgs']),
});

/** Where the record of what was done goes. */
export interface AuditOptions {
  /** One audit may be around several tools; it has one sink, and the sink this one audit. */
  readonly sink: AuditSink;
  /** What no record may show, wherever it stands. @default [] */
  readonly secrets?: readonly Secret[];
  /**
   * Fields whose values no record shows, at whatever depth they stand; of a map its names are shown.
   * @default ['env', 'driverOptions', 'buildArgs']: what callers put passwords into without making them Secrets
   */
  readonly hidden?: readonly string[];
}

/** Puts entries after each other, each linked to the one before it. */
class Chain {
  readonly #sink: AuditSink;
  /** `unknown`: nothing is known of the sink's last line, which is to be asked for. */
  #end: ChainEnd | undefined | 'unknown' = 'unknown';
  #queue: Promise<unknown> = Promise.resolve();

  constructor(sink: AuditSink) {
    this.#sink = sink;
  }

  /** Writes an entry down. Resolves with its number when it is safe. */
  add(entry: AuditEntry): Promise<number> {
    const added = this.#queue.then(() => this.#append(entry));
    this.#queue = added.catch(() => undefined);
    return added;
  }

  async #append(entry: AuditEntry): Promise<number> {
    const last = this.#end === 'unknown' ? await this.#read() : this.#end;
    // Until it is written, nobody knows how the sink ends.
    this.#end = 'unknown';
    const { line, end } = link(entry, last);
    await this.#sink.append(line);
    this.#end = end;
    return end.seq;
  }

  async #read(): Promise<ChainEnd | undefined> {
    const line = await this.#sink.last();
    return line === undefined ? undefined : auditRecord.parse(JSON.parse(line));
  }
}

const intentOf = (call: Call, callId: string, veil: Veil): AuditEntry => {
  const { tool, operation, request, ctx } = call;
  const who = { agent: ctx.agent, reason: ctx.reason, correlationId: ctx.correlationId, callId };
  return {
    kind: 'intent',
    at: ctx.clock.now(),
    tool: tool.name,
    operation: operation.name,
    effect: operation.effect === 'destroy' ? 'destroy' : 'write',
    // The same texts as before, without secrets: a reason may quote what an input holds.
    ...(shownIn(who, veil) as Pick<typeof who, 'correlationId' | 'callId'>),
    input: shownIn(inputOf(operation, request), veil),
  };
};

const refused = (call: Call, thrown: unknown, veil: Veil): Result<unknown, Failure> => {
  const [line = ''] = String(shownIn(thrown instanceof Error ? thrown.message : String(thrown), veil)).split('\n');
  const message = `it was not done, because it could not be recorded: ${line}`;
  const hint = 'See to it that the audit can be written; the message names what is in the way.';
  return fail(createFailure(call.operation.name, { kind: 'refused', message, hint }), { durationMs: 0, attempts: 0 });
};

/**
 * Records every write: before it, who is about to do what to what and why; after it, what became of it. The records
 * are a chain, each with the hash of the one before it, so that a change shows (`verifyAudit`). A write that cannot be
 * recorded is `refused` before it runs. One whose outcome cannot be recorded keeps its result, and stays in the audit
 * as an intent without an outcome. Reads and dry runs leave no trace. Long texts are shown by their hash; secrets and the
 * values of `hidden` fields not at all.
 *
 * @throws TypeError naming an option that does not fit.
 */
export const audit = (options: AuditOptions): Policy => {
  // Parsing copies the lists, which is why they may be readonly here and not in the schema.
  const { sink, ...veil } = parseOptions('audit', optionsSchema, options as never);
  const chain = new Chain(sink);
  const recorded = async (call: Call, proceed: (ctx: Call['ctx']) => Promise<Result<unknown, Failure>>) => {
    const { clock } = call.ctx;
    // The name that the write goes by from here on: what it makes bears it as its mark.
    const callId = call.ctx.callId ?? clock.id();
    let of: number;
    try {
      of = await chain.add(intentOf(call, callId, veil));
    } catch (thrown) {
      return refused(call, thrown, veil);
    }
    const close = (outcome: string, details?: unknown): Promise<unknown> => {
      const shown = details === undefined ? {} : { details: shownIn(details, veil) };
      return chain.add({ kind: 'outcome', at: clock.now(), of, outcome, ...shown }).catch(() => undefined);
    };
    try {
      const answer = await proceed({ ...call.ctx, callId });
      await (answer.success ? close('success', answer.data) : close(answer.error.kind, answer.error));
      return answer;
    } catch (bug) {
      await close('defect');
      throw bug;
    }
  };
  return createPolicy(() => (call, proceed) => {
    const isDone = call.operation.effect !== 'read' && call.ctx.dryRun !== true;
    return isDone ? recorded(call, proceed) : proceed();
  });
};
