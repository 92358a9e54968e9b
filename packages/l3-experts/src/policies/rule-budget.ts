import type { Call } from '@strata/core';
import type { ParsedRule } from './guard-rule.ts';

type Limits = NonNullable<ParsedRule['budget']>;

/** When an agent did something, the oldest first. */
interface Spent {
  readonly calls: number[];
  readonly writes: number[];
}

const isWrite = ({ operation, ctx }: Call): boolean => operation.effect !== 'read' && ctx.dryRun !== true;

/** How often each agent has made use of a rule. No more is remembered than the limits ask for. */
export class RuleBudget {
  readonly #limits: Limits;
  readonly #byAgent = new Map<string | undefined, Spent>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** What there is nothing left of for this call; `undefined`: it may go on. */
  exhausted(call: Call): 'calls' | 'writes' | undefined {
    const spent = this.#byAgent.get(call.ctx.agent);
    if (this.#isUsedUp(spent?.calls ?? [], this.#limits.calls, call)) return 'calls';
    return isWrite(call) && this.#isUsedUp(spent?.writes ?? [], this.#limits.writes, call) ? 'writes' : undefined;
  }

  spend(call: Call): undefined {
    const { agent, clock } = call.ctx;
    const spent = this.#byAgent.get(agent) ?? { calls: [], writes: [] };
    this.#byAgent.set(agent, spent);
    const now = clock.monotonicMs();
    this.#note(spent.calls, this.#limits.calls, now);
    if (isWrite(call)) this.#note(spent.writes, this.#limits.writes, now);
  }

  #note(times: number[], limit: number | undefined, now: number): void {
    if (limit === undefined) return;
    times.push(now);
    if (times.length > limit) times.shift();
  }

  #isUsedUp(times: readonly number[], limit: number | undefined, { ctx }: Call): boolean {
    if (limit === undefined) return false;
    if (limit === 0) return true;
    const oldest = times.at(-limit);
    return oldest !== undefined && ctx.clock.monotonicMs() - oldest < (this.#limits.perMs ?? Infinity);
  }
}
