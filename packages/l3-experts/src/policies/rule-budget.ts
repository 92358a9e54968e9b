import type { Call } from '@strata/core';
import type { ParsedRule } from './guard-rule.ts';

type Limits = NonNullable<ParsedRule['budget']>;

/** When an agent did something, the oldest first. */
interface Spent {
  readonly calls: number[];
  readonly writes: number[];
}

const isWrite = ({ operation, ctx }: Call): boolean => operation.effect !== 'read' && ctx.dryRun !== true;

/**
 * How often each agent has made use of a rule. No more is remembered than the limits ask for, and of no more agents than
 * `maxAgents`: when none of them may be forgotten, whoever comes next is turned away, or a new name would be a new budget.
 */
export class RuleBudget {
  readonly #limits: Limits;
  readonly #maxAgents: number;
  readonly #byAgent = new Map<string | undefined, Spent>();

  constructor(limits: Limits, maxAgents = 10_000) {
    this.#limits = limits;
    this.#maxAgents = maxAgents;
  }

  /** What there is nothing left of for this call; `undefined`: it may go on. */
  exhausted(call: Call): 'calls' | 'writes' | undefined {
    const spent = this.#byAgent.get(call.ctx.agent);
    if (spent === undefined && !this.#hasRoom(call)) return this.#limits.calls === undefined ? 'writes' : 'calls';
    if (this.#isUsedUp(spent?.calls ?? [], this.#limits.calls, call)) return 'calls';
    return isWrite(call) && this.#isUsedUp(spent?.writes ?? [], this.#limits.writes, call) ? 'writes' : undefined;
  }

  spend(call: Call): undefined {
    const { agent, clock } = call.ctx;
    const spent = this.#byAgent.get(agent) ?? { calls: [], writes: [] };
    const now = clock.monotonicMs();
    this.#note(spent.calls, this.#limits.calls, now);
    if (isWrite(call)) this.#note(spent.writes, this.#limits.writes, now);
    if (spent.calls.length + spent.writes.length > 0) this.#byAgent.set(agent, spent);
  }

  /** Whether one more agent can be remembered. Those whose time is over need not be. */
  #hasRoom(call: Call): boolean {
    const isCounted = this.#limits.calls !== undefined || (this.#limits.writes !== undefined && isWrite(call));
    if (!isCounted || this.#byAgent.size < this.#maxAgents) return true;
    const overAt = call.ctx.clock.monotonicMs() - (this.#limits.perMs ?? Infinity);
    for (const [agent, { calls, writes }] of this.#byAgent)
      if (Math.max(calls.at(-1) ?? -Infinity, writes.at(-1) ?? -Infinity) <= overAt) this.#byAgent.delete(agent);
    return this.#byAgent.size < this.#maxAgents;
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
