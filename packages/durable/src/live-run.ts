import { isDeepStrictEqual } from 'node:util';
import {
  Cancellation,
  type Clock,
  type Decision,
  type FlowEvent,
  type Node,
  type Question,
  type Result,
  RunInterrupted,
  type StopTimer,
  type WorkflowContext,
  createContext,
  runFlow,
} from '@strata/core';
import type { RunEvent } from './engine.ts';
import type { Entry } from './journal/entry.ts';
import type { RunJournal } from './journal/run-journal.ts';
import type { RunRow } from './journal/run-rows.ts';
import type { Store } from './journal/store.ts';
import type { Startable } from './registry.ts';
import { inputProblem } from './run-input.ts';
import { Asking } from './runtime/asking.ts';
import { DoneInUndo } from './runtime/done-in-undo.ts';
import { Diverged, Stopped } from './runtime/interruptions.ts';
import { JournalRuntime } from './runtime/journal-runtime.ts';
import { type Attention, Known, type Resolution } from './runtime/known.ts';
import { Listeners } from './runtime/listeners.ts';
import type { Outages } from './runtime/outages.ts';
import type { Outside } from './runtime/outside.ts';
import { Waits } from './runtime/waits.ts';
import { PastCheck } from './tree/past-check.ts';

/** How a life of a run ended in this process. */
export type Ending =
  | { readonly kind: 'ended'; readonly outcome: Result<unknown, unknown> }
  | { readonly kind: 'interrupted'; readonly by: RunInterrupted }
  | { readonly kind: 'broken'; readonly reason: unknown };

/** What a live run needs of its engine. */
export interface LiveRunOptions {
  readonly row: RunRow;
  readonly startable: Startable;
  readonly store: Store;
  readonly clock: Clock;
  readonly context: Partial<WorkflowContext>;
  /** The tools that are left alone at present, for all runs together. */
  readonly outages: Outages;
  /** The input, where it is at hand; absent: the store has it. */
  readonly input?: unknown;
  /** Tells those who watch. */
  readonly tell: (event: RunEvent) => void;
  /** Whether anybody does: a flow need not tell otherwise. */
  readonly isWatched: () => boolean;
  /** Ends a gate whose time is up, unless somebody was faster. */
  readonly expire: (row: RunRow, key: string, question: Question) => Promise<Decision>;
}

/** One life of a run: from where its journal says that it is until it ends, waits, or is stopped. */
export class LiveRun {
  readonly row: RunRow;
  readonly #options: LiveRunOptions;
  readonly #journal: RunJournal;
  readonly #known: Known;
  readonly #waits: Waits;
  readonly #cancellation = Cancellation.independent();
  readonly #gates = new Listeners<Decision>();
  readonly #messages = new Listeners<{ readonly message: unknown }>();
  readonly #resolutions = new Listeners<Resolution>();
  readonly #attention: Record<string, Attention>;
  #isStopping = false;
  #isCalledOff = false;
  #isUnwanted = false;
  /** Acts that an earlier life was at, and whose outcome is not known yet. */
  readonly #unsettled: Set<string>;
  #waitedFor: readonly string[] = [];
  #lastRead: number;

  constructor(options: LiveRunOptions, entries: Iterable<Entry>) {
    const { row, store, clock } = options;
    this.row = row;
    this.#options = options;
    this.#journal = store.journalOf(row.number);
    this.#known = new Known();
    let lastRead = 0;
    for (const entry of entries) {
      this.#known.add(entry);
      lastRead = entry.id;
    }
    this.#lastRead = lastRead;
    this.#unsettled = new Set(this.#known.underWay);
    this.#waits = new Waits(clock, () => {
      this.#waitedFor = [...this.#gates.keys, ...this.#messages.keys];
    });
    this.#attention = { ...row.attention };
  }

  /** What it waited for when it was interrupted, by place. */
  get waitedFor(): readonly string[] {
    return this.#waitedFor;
  }

  /** The newest entry that this life has read: what is newer was written by others, or by itself. */
  get lastRead(): number {
    return this.#lastRead;
  }

  /** Whether the flow has been called off, and has heard of it. */
  get isCalledOff(): boolean {
    return this.#isCalledOff;
  }

  get attention(): Readonly<Record<string, Attention>> | undefined {
    return Object.keys(this.#attention).length === 0 ? undefined : this.#attention;
  }

  /**
   * The flow is called off: its sagas take back what they say. For that they have to know what there is, so acts that
   * were under way when an earlier life ended are looked for first.
   */
  cancel(): void {
    this.#isUnwanted = true;
    // Whoever is stopped already has to hear of it again, in another life.
    if (this.#waits.interruption === undefined) this.#isCalledOff = true;
    if (this.#unsettled.size === 0) this.#cancellation.cancel();
  }

  #settled(key: string): void {
    if (this.#unsettled.delete(key) && this.#unsettled.size === 0 && this.#isUnwanted) this.#cancellation.cancel();
  }

  /** It goes no further here. `abort`: what is under way is ended, too, to be gone on with in another life. */
  stop(why: string, { abort }: { readonly abort: boolean }): void {
    this.#isStopping = abort;
    this.#waits.interrupt(new Stopped(why));
    if (abort) this.#cancellation.cancel();
  }

  /** Reads what others have written down about this run since: each once, in its order. */
  catchUp(): void {
    // Whoever is stopped already leaves it to another life.
    if (this.#waits.interruption !== undefined) return;
    for (const entry of this.#options.store.newsOf(this.row.number, this.#lastRead)) {
      this.#lastRead = entry.id;
      this.#hear(entry);
    }
  }

  #hear(entry: Entry): void {
    const { kind, key, value } = entry;
    // What was written under a kind is what its listeners take.
    const isTaken =
      (kind === 'decided' && this.#gates.tell(key, value as Decision)) ||
      (kind === 'sent' && this.#messages.tell(key, { message: value })) ||
      (kind === 'resolved' && this.#resolutions.tell(key, value as Resolution));
    if (!isTaken) this.#known.add(entry);
  }

  async drive(): Promise<Ending> {
    const { startable, context } = this.#options;
    const stopTimer = this.#watchDeadline();
    try {
      const flow = startable.flow as Parameters<typeof runFlow>[0];
      const outcome = await runFlow(flow, this.#input(), this.#context(context));
      return { kind: 'ended', outcome };
    } catch (thrown) {
      return thrown instanceof RunInterrupted
        ? { kind: 'interrupted', by: thrown }
        : { kind: 'broken', reason: thrown };
    } finally {
      stopTimer();
    }
  }

  #watchDeadline(): StopTimer {
    const { clock, row } = this.#options;
    const leftMs = row.deadlineAt === undefined ? Infinity : row.deadlineAt - clock.now();
    if (leftMs <= 0) this.cancel();
    return leftMs <= 0 || leftMs === Infinity ? () => {} : clock.after(leftMs, () => this.cancel());
  }

  /** @throws Diverged when the schema of today does not take what the run was started with. */
  #input(): unknown {
    const { row, startable, store } = this.#options;
    const given = 'input' in this.#options ? this.#options.input : store.runs.inputOf(row.number);
    const problem = inputProblem(startable, given);
    if (problem !== undefined)
      throw new Diverged(`the run was started with what '${row.workflow}' does not take any more`, {
        expected: JSON.stringify(given, null, 2),
        found: problem.message,
      });
    return startable.isParsedByTool === true ? given : startable.input.parse(given);
  }

  #context(context: Partial<WorkflowContext>): WorkflowContext {
    const { row, store, clock, isWatched, outages } = this.#options;
    const takenBack = new Map<string, number>();
    const past = new PastCheck({ store, row, known: this.#known, journal: this.#journal });
    const runtime = new JournalRuntime({
      journal: this.#journal,
      known: this.#known,
      waits: this.#waits,
      clock,
      takenBack,
      runId: row.id,
      flows: new Set(),
      doneInUndo: new DoneInUndo(this.#known),
      outages,
      asking: new Asking(this.#journal, this.#known, this.#waits, this.#outside),
      isStopping: () => this.#isStopping,
      onSettled: (key) => this.#settled(key),
      outside: this.#outside,
      enter: (path: string, root: Node) => past.enter(path, root),
    });
    return createContext({
      ...context,
      clock,
      runtime,
      takenBack,
      firstLooks: runtime.firstLooks,
      inDoubt: new Set(),
      correlationId: row.id,
      signal: this.#cancellation.signal,
      ...(row.agent === undefined ? {} : { agent: row.agent }),
      ...(row.deadlineAt === undefined ? {} : { deadlineAt: row.deadlineAt }),
      ...(isWatched() ? { emit: (event: FlowEvent) => this.#tellFlow(event) } : {}),
    });
  }

  /** What an earlier life has told is not told again. */
  #tellFlow(event: FlowEvent): void {
    if (!this.#isRetold(event)) this.#options.tell({ type: 'flow', runId: this.row.id, event });
  }

  #isRetold({ at, type }: FlowEvent): boolean {
    // What is taken back has ended before, and has a place of its own.
    const isUndo = type === 'undoing' || type === 'undone' || type === 'undo_failed';
    const known = this.#known.at(isUndo ? `${at}!undo` : at);
    const { outcome, decided, woke, received, intent, askedAt, until } = known ?? {};
    const isOver = [outcome, woke, received].some((it) => it !== undefined);
    if (isOver || (decided !== undefined && !this.#known.isNews(at))) return true;
    const hasBegun = [intent, askedAt, until].some((it) => it !== undefined);
    return hasBegun && (type === 'started' || type === 'waiting' || type === 'undoing');
  }

  readonly #outside: Outside = {
    decided: (key, resolve) => this.#gates.listen(key, resolve),
    expired: (key, question) => this.#options.expire(this.row, key, question),
    remind: (at, question) => {
      const time = this.#options.clock.now();
      this.#options.tell({ type: 'reminder', runId: this.row.id, at, question, time });
    },
    sent: (name, resolve) => this.#messages.listen(name, resolve),
    attention: (at, attention) => {
      // What an earlier life has shown is not shown again.
      if (isDeepStrictEqual(this.#attention[at], attention)) return;
      if (attention === undefined) delete this.#attention[at];
      else this.#attention[at] = attention;
      const { store, clock, tell } = this.#options;
      const shown = this.attention ?? null;
      store.commit.write(() => store.runs.change(this.row.number, { attention: shown }, clock.now()));
      tell({ type: 'attention', runId: this.row.id, at, attention, time: clock.now() });
    },
    resolved: (key, resolve) => this.#resolutions.listen(key, resolve),
  };
}
