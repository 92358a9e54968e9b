import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Run, RunFilter, RunPage, RunStatus, StartOptions } from '../engine.ts';
import type { Attention } from '../runtime/known.ts';
import type { Payloads } from './payloads.ts';

/** What somebody wants of a run: it is written down first, so that it outlives whoever drives the run. */
export interface Wanted {
  readonly what: 'cancel' | 'pause';
  readonly by: string;
  readonly comment?: string;
  readonly at: number;
  /** True: one that was blocked is to end as it is, when it cannot be gone on with now either. */
  readonly evenBlocked?: boolean;
}

/** A run as the store has it. */
export interface RunRow extends Run {
  readonly number: number;
  readonly worker?: string;
  readonly wanted?: Wanted;
  /** The hash of the shape of the flow that it began with. */
  readonly tree?: string;
}

/** A run that begins. */
export interface NewRun extends StartOptions {
  readonly number: number;
  readonly id: string;
  readonly workflow: string;
  readonly input: unknown;
  readonly status: 'pending' | 'running';
  /** The hash of the shape of its flow. */
  readonly tree: string;
  readonly worker?: string;
  readonly forkOf?: string;
  readonly schedule?: string;
  readonly now: number;
}

/** What of a run changes while it is driven. What is left out stays as it is; null takes it away. */
export interface RunChange {
  readonly status?: RunStatus;
  readonly worker?: string | null;
  readonly wakeAt?: number | null;
  readonly endedAt?: number | null;
  readonly wanted?: Wanted | null;
  readonly waitsFor?: readonly string[] | null;
  readonly attention?: Readonly<Record<string, Attention>> | null;
  readonly tree?: string;
  readonly outcome?: unknown;
  readonly problem?: Run['problem'] | null;
}

type Row = Record<string, SQLOutputValue>;

const shown =
  'number, id, workflow, status, tree, priority, idempotency_key, fork_of, schedule, agent, created_at, updated_at, ended_at, deadline_at, wake_at, worker, wanted, waits_for, attention, problem';

/** The fields of a row that has them, under our names. */
const present = <Value>(name: string, value: SQLOutputValue | undefined, read: (value: SQLOutputValue) => Value) =>
  value === null || value === undefined ? {} : { [name]: read(value) };

const json = (value: SQLOutputValue): unknown => JSON.parse(String(value));

const readRow = (row: Row): RunRow => ({
  number: Number(row['number']),
  id: String(row['id']),
  workflow: String(row['workflow']),
  status: String(row['status']) as RunStatus,
  priority: Number(row['priority']),
  createdAt: Number(row['created_at']),
  updatedAt: Number(row['updated_at']),
  ...present('tree', row['tree'], String),
  ...present('idempotencyKey', row['idempotency_key'], String),
  ...present('forkOf', row['fork_of'], String),
  ...present('schedule', row['schedule'], String),
  ...present('agent', row['agent'], String),
  ...present('endedAt', row['ended_at'], Number),
  ...present('deadlineAt', row['deadline_at'], Number),
  ...present('wakeAt', row['wake_at'], Number),
  ...present('worker', row['worker'], String),
  ...present('wanted', row['wanted'], json),
  ...present('waitsFor', row['waits_for'], json),
  ...present('attention', row['attention'], json),
  ...present('problem', row['problem'], json),
});

/** The run as its users see it. */
export const publicRun = ({ number: _number, worker: _worker, wanted: _wanted, tree: _tree, ...run }: RunRow): Run =>
  run;

const columnOf: Readonly<Record<Exclude<keyof RunChange, 'outcome'>, string>> = {
  status: 'status',
  worker: 'worker',
  wakeAt: 'wake_at',
  endedAt: 'ended_at',
  wanted: 'wanted',
  waitsFor: 'waits_for',
  attention: 'attention',
  tree: 'tree',
  problem: 'problem',
};

/** A field as a column keeps it. */
const column = (value: unknown): string | number | null =>
  value === null || value === undefined
    ? null
    : typeof value === 'object'
      ? JSON.stringify(value)
      : (value as string | number);

/** The table of runs. */
export class RunRows {
  readonly #database: DatabaseSync;
  readonly #payloads: Payloads;
  readonly #insert;
  readonly #payloadOf;
  readonly #byId;
  readonly #byNumber;
  readonly #byKey;
  readonly #updates = new Map<string, ReturnType<DatabaseSync['prepare']>>();

  constructor(database: DatabaseSync, payloads: Payloads) {
    this.#database = database;
    this.#payloads = payloads;
    this.#insert = database.prepare(
      `insert into runs (number, id, workflow, status, input, input_blob, priority, idempotency_key, fork_of, schedule, agent, created_at, updated_at, deadline_at, worker, tree)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const payloadOf = (name: string) =>
      database.prepare(`select ${name} as value, ${name}_blob as blob from runs where number = ?`);
    this.#payloadOf = { input: payloadOf('input'), outcome: payloadOf('outcome') };
    this.#byId = database.prepare(`select ${shown} from runs where id = ?`);
    this.#byNumber = database.prepare(`select ${shown} from runs where number = ?`);
    this.#byKey = database.prepare(`select ${shown} from runs where workflow = ? and idempotency_key = ?`);
  }

  /** Adds a run; in the transaction that is under way. */
  insert(run: NewRun): void {
    const { value, blob, write } = this.#payloads.store(JSON.stringify(run.input));
    write?.();
    const {
      number,
      id,
      workflow,
      status,
      priority = 0,
      idempotencyKey,
      forkOf,
      schedule,
      agent,
      now,
      deadlineAt,
    } = run;
    const given = [idempotencyKey, forkOf, schedule, agent].map((field) => field ?? null);
    const times = [now, now, deadlineAt ?? null, run.worker ?? null, run.tree];
    this.#insert.run(number, id, workflow, status, value, blob, priority, ...given, ...times);
  }

  byId(id: string): RunRow | undefined {
    const row = this.#byId.get(id);
    return row === undefined ? undefined : readRow(row);
  }

  byNumber(number: number): RunRow | undefined {
    const row = this.#byNumber.get(number);
    return row === undefined ? undefined : readRow(row);
  }

  byIdempotencyKey(workflow: string, key: string): RunRow | undefined {
    const row = this.#byKey.get(workflow, key);
    return row === undefined ? undefined : readRow(row);
  }

  inputOf(number: number): unknown {
    return this.#payload(number, 'input');
  }

  outcomeOf(number: number): unknown {
    return this.#payload(number, 'outcome');
  }

  /** Changes a run; in the transaction that is under way. */
  change(number: number, change: RunChange, now: number): void {
    const { outcome, ...plain } = change;
    const names = Object.keys(plain) as (keyof typeof columnOf)[];
    const columns = names.map((name) => columnOf[name]);
    const values = names.map((name) => column(plain[name]));
    if (outcome !== undefined) {
      const { value, blob, write } = this.#payloads.store(JSON.stringify(outcome));
      write?.();
      columns.push('outcome', 'outcome_blob');
      values.push(value, blob);
    }
    const key = columns.join();
    let update = this.#updates.get(key);
    if (update === undefined) {
      const assignments = columns.map((name) => `${name} = ?, `).join('');
      update = this.#database.prepare(`update runs set ${assignments}updated_at = ? where number = ?`);
      this.#updates.set(key, update);
    }
    update.run(...values, now, number);
  }

  /** @throws TypeError for a limit or a cursor that makes no sense. */
  list({ limit = 50, cursor, ...filter }: RunFilter): RunPage {
    if (!Number.isSafeInteger(limit) || limit < 1)
      throw new TypeError(`limit must be a whole number of at least 1, not ${limit}`);
    if (cursor !== undefined && !/^\d+$/.test(cursor))
      throw new TypeError(`cursor must be what a page gave as nextCursor, not '${cursor}'`);
    const before = cursor === undefined ? undefined : Number(cursor);
    const statuses = filter.status === undefined ? [undefined] : [...new Set([filter.status].flat())];
    const rows = statuses
      .flatMap((status) => this.#newest(filter, { before, status, count: limit + 1 }))
      .toSorted((one, other) => other.number - one.number);
    const runs = rows.slice(0, limit);
    const last = runs.at(-1);
    return {
      runs: runs.map(publicRun),
      ...(rows.length > limit && last !== undefined ? { nextCursor: String(last.number) } : {}),
    };
  }

  /** The newest runs, of one status at most: SQLite has those of one in their order, and would sort those of several. */
  #newest(
    filter: RunFilter,
    { before, status, count }: { before: number | undefined; status: RunStatus | undefined; count: number },
  ): readonly RunRow[] {
    const conditions: readonly (readonly [string, string | number | undefined])[] = [
      ['number < ?', before],
      ['status = ?', status],
      ['workflow = ?', filter.workflow],
      ['schedule = ?', filter.schedule],
      ['created_at >= ?', filter.createdFrom],
      ['created_at < ?', filter.createdUntil],
      ['? and attention is not null', filter.needsAttention === true ? 1 : undefined],
    ];
    const used = conditions.filter(([, value]) => value !== undefined);
    const where = used.length === 0 ? '' : `where ${used.map(([sql]) => sql).join(' and ')}`;
    return this.#database
      .prepare(`select ${shown} from runs ${where} order by number desc limit ?`)
      .all(...used.map(([, value]) => value as string | number), count)
      .map(readRow);
  }

  #payload(number: number, name: 'input' | 'outcome'): unknown {
    const row = this.#payloadOf[name].get(number);
    // The two columns that `payloads` has filled.
    return this.#payloads.read({ value: row?.['value'] as string | null, blob: row?.['blob'] as string | null });
  }
}
