import { type Call, type Failure, type Proceed, type Result, createFailure, fail, inputOf } from '@strata/core';
import type { AuditChain } from './audit-chain.ts';
import { type AuditEntry, type Veil, shownIn } from './audit-record.ts';
import { givenUp, whileThere, withGrace } from './patience.ts';

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

type Answer = Result<unknown, Failure>;

const refused = (call: Call, thrown: unknown, veil: Veil): Answer => {
  const [line = ''] = String(shownIn(thrown instanceof Error ? thrown.message : String(thrown), veil)).split('\n');
  const message = `it was not done, because it could not be recorded: ${line}`;
  const hint = 'See to it that the audit can be written; the message names what is in the way.';
  return fail(createFailure(call.operation.name, { kind: 'refused', message, hint }), { durationMs: 0, attempts: 0 });
};

/** One write, with its two records: what is about to be done, and what became of it. */
export class RecordedCall {
  readonly #call: Call;
  readonly #callId: string;
  readonly #chain: AuditChain;
  readonly #veil: Veil;
  readonly #intent: Promise<number>;

  constructor(call: Call, chain: AuditChain, veil: Veil) {
    this.#call = call;
    this.#chain = chain;
    this.#veil = veil;
    // The name that the write goes by from here on: what it makes bears it as its mark.
    this.#callId = call.ctx.callId ?? call.ctx.clock.id();
    this.#intent = chain.add(intentOf(call, this.#callId, veil));
  }

  async run(proceed: Proceed): Promise<Answer> {
    const { ctx, operation } = this.#call;
    const startedMs = ctx.clock.monotonicMs();
    try {
      const intent = await whileThere(ctx, this.#intent);
      if ('gone' in intent) {
        const failure = givenUp(operation.name, intent.gone, 'its record');
        // A sink that hangs must not hold somebody who has gone. Should the intent be written, then so is its end.
        void this.#close(failure.kind, failure);
        return fail(failure, { durationMs: ctx.clock.monotonicMs() - startedMs, attempts: 0 });
      }
    } catch (thrown) {
      return refused(this.#call, thrown, this.#veil);
    }
    return this.#perform(proceed);
  }

  async #perform(proceed: Proceed): Promise<Answer> {
    try {
      const answer = await proceed({ ...this.#call.ctx, callId: this.#callId });
      const closing = answer.success
        ? this.#close('success', answer.data)
        : this.#close(answer.error.kind, answer.error);
      await withGrace(this.#call.ctx, closing);
      return answer;
    } catch (bug) {
      await withGrace(this.#call.ctx, this.#close('defect'));
      throw bug;
    }
  }

  /** One that cannot be written is missed in the audit, and takes nothing from the result. */
  async #close(outcome: string, details?: unknown): Promise<void> {
    const at = this.#call.ctx.clock.now();
    const shown = details === undefined ? {} : { details: shownIn(details, this.#veil) };
    try {
      await this.#chain.add({ kind: 'outcome', at, of: await this.#intent, outcome, ...shown });
    } catch {
      // It stays an intent without an outcome.
    }
  }
}
