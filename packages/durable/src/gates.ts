import { type Clock, type Decision, type Question, type Vote, mayDecide, verdictOf } from '@strata/core';
import type { Ballot, By, GateState, OpenGate } from './engine.ts';
import type { Entry } from './journal/entry.ts';
import type { RunRow } from './journal/run-rows.ts';
import type { Store } from './journal/store.ts';

/** What is written down for a vote, and for handing one on. */
type VoteEntry = { readonly vote: Vote } | { readonly delegate: { readonly from: string; readonly to: string } };

/** Roles of a person, from whoever knows them: never from the person. */
export type RolesOf = (name: string) => readonly string[];

interface Gate extends OpenGate {
  /** Who has handed their vote on, and to whom. */
  readonly handedOn: ReadonlyMap<string, string>;
  readonly decision?: Decision | undefined;
  readonly isSettled: boolean;
}

/** What a vote has come to; with the decision, when it has settled the gate. */
interface Voted extends GateState {
  readonly decision?: Decision;
}

/** What became of something that was done at a gate. */
export type GateAnswer<Done> =
  | { readonly kind: 'done'; readonly done: Done }
  | { readonly kind: 'not_found' | 'conflict' | 'forbidden'; readonly message: string };

/** Reads a gate out of what was written down at its place. */
const gateOf = (at: string, entries: readonly Entry[]): Gate | undefined => {
  const asked = entries.find(({ kind }) => kind === 'asked');
  if (asked === undefined) return undefined;
  // Each was written under its kind with the value that is read here.
  const question = asked.value as Question;
  const told = entries.flatMap(({ kind, value }) => (kind === 'vote' ? [value as VoteEntry] : []));
  const decided = entries.find(({ kind }) => kind === 'decided');
  return {
    at,
    question,
    openedAt: asked.at,
    ...(question.expires === undefined ? {} : { expiresAt: asked.at + question.expires.afterMs }),
    votes: told.flatMap((it) => ('vote' in it ? [it.vote] : [])),
    delegates: Object.fromEntries(
      told.flatMap((it) => ('delegate' in it ? [[it.delegate.to, it.delegate.from] as const] : [])),
    ),
    handedOn: new Map(told.flatMap((it) => ('delegate' in it ? [[it.delegate.from, it.delegate.to] as const] : []))),
    isSettled: decided !== undefined,
    decision: (decided?.value as Decision | null | undefined) ?? undefined,
  };
};

/** Why somebody has no vote at a gate any more; `undefined` while they may have one. */
const voteSpent = (
  { at, votes, handedOn }: Gate,
  by: string,
): { readonly kind: 'conflict'; readonly message: string } | undefined => {
  const to = handedOn.get(by);
  if (to !== undefined) return { kind: 'conflict', message: `${by} has handed the vote at '${at}' on to ${to}` };
  const hasVoted = votes.some((vote) => vote.by === by);
  return hasVoted ? { kind: 'conflict', message: `${by} has voted at '${at}' already` } : undefined;
};

/** The gates of runs: who may vote, what votes come to, and that of two who decide at once one wins and the other hears of it. */
export class Gates {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #rolesOf: RolesOf;
  readonly #entriesAt;

  constructor(store: Store, clock: Clock, rolesOf: RolesOf) {
    this.#store = store;
    this.#clock = clock;
    this.#rolesOf = rolesOf;
    this.#entriesAt = store.database.prepare(
      `select id, kind, key, value, blob, at from entries where run = ? and key = ? and kind in (8, 9, 10) order by id`,
    );
  }

  /** The gates of a run that are open. */
  openOf(entries: Iterable<Entry>): readonly OpenGate[] {
    const byPlace = Map.groupBy(
      [...entries].filter(({ kind }) => kind === 'asked' || kind === 'vote' || kind === 'decided'),
      ({ key }) => key,
    );
    return [...byPlace].flatMap(([key, at]) => {
      const gate = gateOf(key, at);
      if (gate === undefined || gate.isSettled) return [];
      const { isSettled: _isSettled, decision: _decision, handedOn: _handedOn, ...open } = gate;
      return [open];
    });
  }

  /** Votes, in a transaction that nobody else's vote comes between. */
  async vote(run: RunRow, key: string, ballot: Ballot): Promise<GateAnswer<Voted>> {
    const { by, approved, comment } = ballot;
    return this.#alone<Voted>(run, key, (gate) => {
      const roles = this.#rolesAt(gate, by);
      const vote: Vote = { approved, by, roles, ...(comment === undefined ? {} : { comment }) };
      if (!mayDecide(vote, gate.question)) return this.#forbidden(gate, by);
      const spent = voteSpent(gate, by);
      if (spent !== undefined) return spent;
      const votes = [...gate.votes, vote];
      const verdict = verdictOf(gate.question, votes);
      this.#store.append(run.number, 'vote', key, { vote });
      const missing = Math.max(0, (gate.question.quorum ?? 1) - votes.length);
      if (verdict === 'open') return { kind: 'done', done: { verdict, missing } };
      const decision: Decision = { ...vote, ...(votes.length === 1 ? {} : { votes }) };
      this.#store.append(run.number, 'decided', key, decision);
      return { kind: 'done', done: { verdict, missing: verdict === 'approved' ? 0 : missing, decision } };
    });
  }

  /** Hands one's vote at a gate on to somebody else, who may vote then as whoever handed it on. */
  async delegate(run: RunRow, key: string, { by }: By, to: string): Promise<GateAnswer<void>> {
    return this.#alone(run, key, (gate) => {
      if (!mayDecide({ by, roles: this.#rolesAt(gate, by) }, gate.question)) return this.#forbidden(gate, by);
      const spent = voteSpent(gate, by) ?? voteSpent(gate, to);
      if (spent !== undefined) return spent;
      if (to === by) return { kind: 'conflict', message: `${by} has that vote already` };
      this.#store.append(run.number, 'vote', key, { delegate: { from: by, to } });
      return { kind: 'done', done: undefined };
    });
  }

  /** The gate's own decision when its time is up, or the one that was faster. */
  async expire(run: RunRow, key: string, decision: Decision): Promise<Decision> {
    let taken = decision;
    await this.#store.transact(() => {
      const gate = gateOf(key, this.#read(run, key));
      if (gate?.decision !== undefined) taken = gate.decision;
      else this.#store.append(run.number, 'decided', key, decision);
    });
    return taken;
  }

  async #alone<Done>(run: RunRow, key: string, act: (gate: Gate) => GateAnswer<Done>): Promise<GateAnswer<Done>> {
    let answer: GateAnswer<Done> = { kind: 'not_found', message: `the run has no open gate '${key}'` };
    await this.#store.transact(() => {
      const gate = gateOf(key, this.#read(run, key));
      if (gate === undefined) return;
      answer = gate.isSettled || this.#isOver(gate) ? this.#settled(key, gate) : act(gate);
      // One vote of several is nothing to wake a run for.
      if (this.#store.lastAt(run.number, key, ['asked', 'decided'])?.kind === 'decided')
        this.#store.wake(run.number, this.#clock.now());
    });
    return answer;
  }

  #isOver({ expiresAt = Infinity }: Gate): boolean {
    return expiresAt <= this.#clock.now();
  }

  #settled(key: string, { decision }: Gate): { readonly kind: 'conflict'; readonly message: string } {
    const how =
      decision === undefined ? 'is over' : `was ${decision.approved ? 'approved' : 'refused'} by ${decision.by}`;
    return { kind: 'conflict', message: `the gate '${key}' ${how} already` };
  }

  /** What somebody may vote as: what they are, and whom they stand in for, who may have stood in for others. */
  #rolesAt({ handedOn }: Pick<Gate, 'handedOn'>, by: string): readonly string[] {
    // A vote that was handed on once is not handed on again by the same person, so this ends.
    const from = [...handedOn].filter(([, to]) => to === by);
    return [...this.#rolesOf(by), ...from.flatMap(([name]) => [name, ...this.#rolesAt({ handedOn }, name)])];
  }

  #forbidden(
    { at, question: { approvers } }: Gate,
    by: string,
  ): { readonly kind: 'forbidden'; readonly message: string } {
    return { kind: 'forbidden', message: `${by} may not decide at '${at}': only ${approvers?.join(', ')} may` };
  }

  #read(run: RunRow, key: string): readonly Entry[] {
    return this.#entriesAt.all(run.number, key).map((row) => this.#store.readEntry(row));
  }
}
