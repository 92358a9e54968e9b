import { type Call, type Failure, type Policy, type Proceed, type Result, createPolicy, sleepFor } from '@strata/core';
import { z } from 'zod';
import { parseOptions } from './policy-options.ts';

const optionsSchema = z.strictObject({
  delayMs: z.number().nonnegative(),
  maxCalls: z.int().min(2).default(2),
  operations: z.array(z.string()).optional(),
});

/** When a read that takes long is asked a second time. */
export interface HedgeOptions {
  /** How long an answer is waited for before the next call sets out, in milliseconds. */
  readonly delayMs: number;
  /** How many calls there are at most, the first included. @default 2 */
  readonly maxCalls?: number;
  /** The reads that this is for, by name. @default all reads of the tool */
  readonly operations?: readonly string[];
}

type Answer = Result<unknown, Failure>;

/** One read, asked several times at most. */
class Race {
  readonly #plan: z.output<typeof optionsSchema>;
  readonly #call: Call;
  readonly #proceed: Proceed;
  readonly #over = new AbortController();
  readonly #runs: Promise<Answer>[] = [];
  readonly #decided = Promise.withResolvers<Answer>();
  #running = 0;

  constructor(plan: z.output<typeof optionsSchema>, call: Call, proceed: Proceed) {
    this.#plan = plan;
    this.#call = call;
    this.#proceed = proceed;
  }

  async run(): Promise<Answer> {
    const { clock, signal } = this.#call.ctx;
    const startedMs = clock.monotonicMs();
    const pass = (): void => this.#over.abort(signal.reason);
    signal.addEventListener('abort', pass, { once: true });
    try {
      const answer = await this.#untilOver();
      const attempts = await this.#attempts();
      return { ...answer, meta: { ...answer.meta, durationMs: clock.monotonicMs() - startedMs, attempts } };
    } finally {
      signal.removeEventListener('abort', pass);
    }
  }

  async #untilOver(): Promise<Answer> {
    const starting = this.#startInTurn();
    try {
      return await this.#decided.promise;
    } finally {
      this.#over.abort();
      await starting;
      // Those that have lost are waited for: nothing goes on behind the caller's back, not even after a bug.
      await Promise.allSettled(this.#runs);
    }
  }

  /** How often the tool was asked by all of them, which have ended. One that was turned away before it has not asked. */
  async #attempts(): Promise<number> {
    const ended = await Promise.allSettled(this.#runs);
    return ended.reduce((sum, run) => sum + (run.status === 'fulfilled' ? run.value.meta.attempts : 1), 0);
  }

  async #startInTurn(): Promise<void> {
    const { clock, budget } = this.#call.ctx;
    this.#start();
    while (this.#runs.length < this.#plan.maxCalls) {
      if (!(await sleepFor(clock, this.#plan.delayMs, this.#over.signal))) return;
      if (budget?.take('calls') === false) return;
      this.#start();
    }
  }

  #start(): void {
    const run = this.#proceed({ ...this.#call.ctx, signal: this.#over.signal });
    this.#runs.push(run);
    this.#running += 1;
    void this.#follow(run);
  }

  async #follow(run: Promise<Answer>): Promise<void> {
    try {
      const answer = await run;
      this.#running -= 1;
      // A failure decides only when nobody is under way who may still do better.
      if (answer.success || this.#running === 0) this.#decided.resolve(answer);
    } catch (bug) {
      this.#decided.reject(bug);
    }
  }
}

/**
 * Asks a second time when the first answer takes long; the first success wins, and the others are ended and waited
 * for. For reads only: a write made twice is two writes. Each further call spends a call of `ctx.budget`. A failure
 * is the answer when nobody is under way any more; asking again after one is the business of `retry`. Calls that
 * listen for parts are asked once. `meta.attempts` counts how often the tool was asked by all of them.
 *
 * @throws TypeError naming an option that does not fit; where it is put around a tool, also an operation that the tool
 * does not have, or that writes.
 */
export const hedge = (options: HedgeOptions): Policy => {
  const given = { ...options, operations: options.operations && [...options.operations] };
  const plan = parseOptions('hedge', optionsSchema, given);
  return createPolicy((tool) => {
    for (const name of plan.operations ?? []) {
      const operation = Object.hasOwn(tool.operations, name) ? tool.operations[name] : undefined;
      if (operation === undefined) throw new TypeError(`hedge: operations: ${tool.name} has no '${name}'`);
      if (operation.effect !== 'read') throw new TypeError(`hedge: operations: '${name}' does not only read`);
    }
    return (call, proceed) => {
      const { name, effect } = call.operation;
      const isMeant = effect === 'read' && (plan.operations?.includes(name) ?? true);
      const { onPart, signal } = call.ctx;
      return isMeant && onPart === undefined && !signal.aborted ? new Race(plan, call, proceed).run() : proceed();
    };
  });
};
