import {
  type AnyTool,
  type Clock,
  type Question,
  type Secret,
  type WorkflowContext,
  expiredDecision,
  succeed,
  systemClock,
} from '@strata/core';
import { Driver } from './driver.ts';
import { Endings } from './endings.ts';
import { createForking } from './fork-run.ts';
import { type Engine, type EngineResult, type StartOptions, type Started, isEnded } from './engine.ts';
import { Gates, type RolesOf } from './gates.ts';
import type { Entry } from './journal/entry.ts';
import type { RunRow } from './journal/run-rows.ts';
import { type OnCommit, Store } from './journal/store.ts';
import { LiveRun } from './live-run.ts';
import { Registry } from './registry.ts';
import { createRunControl, refuse } from './run-control.ts';
import { createRunReader, outcomeOf } from './run-reader.ts';
import { Schedules } from './schedules/schedules.ts';
import { createScheduling } from './schedules/scheduling.ts';
import { startRun } from './start-run.ts';
import { Outages } from './runtime/outages.ts';
import { StoreUnusable } from './store-unusable.ts';
import { createUpkeep } from './upkeep.ts';
import { Watchers } from './watchers.ts';
import type { Workflows } from './workflow.ts';

/** How an engine is opened. */
export interface EngineOptions<Known extends Workflows> {
  /** The file that runs are kept in, made where there is none. `:memory:`: they are gone when the engine is closed. */
  readonly path: string;
  /** What can be started by name. @default {} */
  readonly workflows?: Known;
  /** Tools whose operations can be started. @default [] */
  readonly tools?: readonly AnyTool[];
  /** The roles of a person who decides at a gate: never taken from the person. @default nobody has any */
  readonly rolesOf?: RolesOf;
  /**
   * The ids of the only runs that are driven here, for a program that came for one of them; none: for one that only looks
   * and decides. Schedules are left to others then. @default all, and those that schedules start
   */
  readonly only?: readonly string[];
  /** How many runs are driven at once, at most; further ones wait for their turn. @default 256 */
  readonly atOnce?: number;
  readonly clock?: Clock;
  /** What is taken out of exported runs. @default [] */
  readonly secrets?: readonly Secret[];
  /** What travels with every run: a budget, the telemetry of its host. @default {} */
  readonly context?: Partial<WorkflowContext>;
  /** Hears of a bug of the engine, or of a store that cannot be written any more. @default thrown where nobody catches it */
  readonly onBug?: (reason: unknown) => void;
  /** Told before and after each commit, with how many there were: where tests end the process. */
  readonly onCommit?: OnCommit;
}

const throwLater = (reason: unknown): void => {
  throw reason;
};

/** The parts of an engine that know each other. */
class Parts {
  readonly store: Store;
  readonly gates: Gates;
  readonly driver: Driver;
  readonly endings = new Endings();
  readonly watchers = new Watchers();
  readonly registry: Registry;
  readonly schedules: Schedules;
  readonly clock: Clock;
  readonly #context: Partial<WorkflowContext>;
  readonly #outages: Outages;

  constructor(options: EngineOptions<Workflows>) {
    const { path, workflows = {}, tools = [], rolesOf = () => [], atOnce = 256, context = {}, onCommit } = options;
    const { clock = systemClock, onBug = throwLater } = options;
    this.clock = clock;
    this.#context = context;
    this.#outages = new Outages(clock);
    this.registry = new Registry(workflows, tools);
    const onBroken = (reason: unknown): void => {
      this.driver.abandon();
      this.endings.fail(reason);
      if (!(reason instanceof StoreUnusable && reason.problem === 'closed')) onBug(reason);
    };
    this.store = new Store(path, { clock, onBroken, ...(onCommit === undefined ? {} : { onCommit }) });
    this.gates = new Gates(this.store, clock, rolesOf);
    this.schedules = new Schedules(this.store, this.registry, clock);
    this.driver = new Driver({
      schedules: this.schedules,
      store: this.store,
      clock,
      atOnce,
      only: options.only,
      workflows: this.registry.names,
      live: (row, entries, given) => this.#live(row, entries, given),
      onStatus: ({ id }, status) => this.watchers.tell({ type: 'status', runId: id, status, time: clock.now() }),
      onEnded: ({ id }, outcome) => this.endings.tell(id, outcome),
      onOthers: () => this.#tellEndedElsewhere(),
      onBug,
    });
  }

  #live(row: RunRow, entries: Iterable<Entry>, given: { readonly input?: unknown }): LiveRun {
    // Only what is registered is claimed.
    const startable = this.registry.find(row.workflow) as NonNullable<ReturnType<Registry['find']>>;
    const { store, gates, clock, watchers } = this;
    const context = this.#context;
    return new LiveRun(
      {
        ...given,
        row,
        startable,
        store,
        clock,
        context,
        outages: this.#outages,
        tell: (event) => watchers.tell(event),
        isWatched: () => watchers.isWatched,
        expire: (of: RunRow, key: string, { expires }: Question) =>
          gates.expire(of, key, expiredDecision(expires ?? { afterMs: 0, outcome: 'rejected' })),
      },
      entries,
    );
  }

  /** A run that somebody waits for here may have ended in another process. */
  #tellEndedElsewhere(): void {
    for (const runId of this.endings.awaited) {
      const row = this.store.runs.byId(runId);
      if (row?.endedAt !== undefined) this.endings.tell(runId, outcomeOf(this.store, row.number));
    }
  }
}

/**
 * Opens an engine on a file. Runs that were interrupted, by a crash of this program or of another one, go on at once.
 * Several processes may open one file: each run is driven by one of them at a time.
 *
 * @throws StoreUnusable when the file is damaged, is something else, was written by a newer version, or cannot be written.
 * @throws TypeError for a workflow that cannot run.
 */
export const openEngine = <Known extends Workflows = {}>(options: EngineOptions<Known>): Engine<Known> => {
  const parts = new Parts(options);
  const { store, driver, watchers, registry } = parts;
  try {
    driver.open();
  } catch (thrown) {
    store.close();
    throw thrown;
  }

  const start = async <Name extends 'start' | 'request'>(
    operation: Name,
    workflow: string,
    input: unknown,
    given: StartOptions,
  ): Promise<EngineResult<Started, Name>> => {
    const startable = registry.find(workflow);
    if (startable === undefined) {
      const message = `there is no workflow '${workflow}'`;
      return refuse(operation, { kind: 'not_found', message, hint: `There is: ${registry.names.join(', ')}.` });
    }
    const started = await startRun(parts, startable, input, given);
    return 'runId' in started ? succeed(started) : refuse(operation, started);
  };

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await driver.close();
    watchers.close();
    parts.endings.close();
    store.close();
  };
  return {
    ...createRunControl(parts),
    ...createRunReader(parts),
    ...createForking(parts),
    start: (workflow, input, given = {}) => start('start', workflow, input, given),
    request: (tool, { operation, ...input }, given = {}) => start('request', `${tool}.${operation}`, input, given),
    watch: (filter = {}) => watchers.watch(filter, (runId) => isEnded(store.runs.byId(runId)?.status ?? 'pending')),
    ...createScheduling(parts),
    ...createUpkeep(parts, options.secrets ?? []),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
};
