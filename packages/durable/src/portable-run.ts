import { type Classified, type Secret, redact } from '@strata/core';
import { z } from 'zod';
import { type RunStatus, endedStatuses } from './engine.ts';
import { type EntryKind, entryKinds } from './journal/entry.ts';
import type { RunRow } from './journal/run-rows.ts';
import type { Store } from './journal/store.ts';

const kinds = Object.keys(entryKinds) as [EntryKind, ...EntryKind[]];
const statuses = ['pending', 'running', 'waiting', 'paused', 'blocked', ...endedStatuses] as const;

const entry = z.strictObject({ kind: z.enum(kinds), key: z.string(), value: z.unknown(), at: z.int() });

/** A run as one document: what it was started with, all that it has done, and the shapes of its flows. */
export const portableRun = z.strictObject({
  format: z.literal('strata-run'),
  version: z.literal(1),
  run: z.strictObject({
    id: z.string().min(1),
    workflow: z.string().min(1),
    status: z.enum(statuses),
    priority: z.int(),
    createdAt: z.int(),
    endedAt: z.int().optional(),
    agent: z.string().optional(),
    forkOf: z.string().optional(),
    tree: z.string(),
  }),
  input: z.unknown(),
  outcome: z.unknown().optional(),
  entries: z.array(entry),
  trees: z.record(z.string(), z.string()),
});

export type PortableRun = z.output<typeof portableRun>;

const defined = <Fields extends object>(fields: Fields): Fields =>
  // Only what is undefined goes.
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;

/** Makes a document of a run. Secrets that are known are taken out of every text. */
export const exportRun = (store: Store, row: RunRow, secrets: readonly Secret[]): PortableRun => {
  const { id, workflow, status, priority, createdAt, endedAt, agent, forkOf, tree = '' } = row;
  const entries = [...store.entriesOf(row.number)].map(({ kind, key, value, at }) => ({ kind, key, value, at }));
  const hashes = new Set([tree, ...entries.flatMap(({ kind, value }) => (kind === 'tree' ? [String(value)] : []))]);
  const document = {
    format: 'strata-run',
    version: 1,
    run: defined({ id, workflow, status, priority, createdAt, endedAt, agent, forkOf, tree }),
    input: store.runs.inputOf(row.number),
    ...(endedAt === undefined ? {} : { outcome: store.runs.outcomeOf(row.number) }),
    entries,
    trees: Object.fromEntries([...hashes].map((hash) => [hash, store.treeOf(hash) ?? ''])),
  };
  // Written as JSON and read again: the document has no other values.
  return JSON.parse(redact(JSON.stringify(document), secrets)) as PortableRun;
};

/**
 * Takes a run out of a document into a store. One that had not ended is paused, so that somebody looks at it before it
 * goes on: it may go on elsewhere.
 */
export const importRun = async (store: Store, document: unknown): Promise<Classified | { readonly runId: string }> => {
  const parsed = portableRun.safeParse(document);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => ({ path: z.core.toDotPath(path), message }));
    const [first] = issues;
    const message = `this is no exported run: ${first?.path ?? ''}: ${first?.message ?? ''}`;
    return { kind: 'invalid_input', message, issues };
  }
  const { run, input, outcome, entries, trees } = parsed.data;
  let isThere = false;
  const number = await store.freshNumber();
  await store.transact(() => {
    isThere = store.runs.byId(run.id) !== undefined;
    if (isThere) return;
    const { id, workflow, priority, agent, forkOf, tree, createdAt, endedAt } = run;
    store.runs.insert({
      number,
      id,
      workflow,
      priority,
      input,
      tree,
      now: createdAt,
      status: 'pending',
      ...(agent === undefined ? {} : { agent }),
      ...(forkOf === undefined ? {} : { forkOf }),
    });
    const status: RunStatus = endedAt === undefined ? 'paused' : run.status;
    const end = endedAt === undefined ? {} : { endedAt, outcome };
    store.runs.change(number, { status, ...end }, createdAt);
    for (const { kind, key, value, at } of entries) store.append(number, kind, key, value, at);
    for (const [hash, outline] of Object.entries(trees)) store.putTree(hash, outline);
  });
  return isThere ? { kind: 'conflict', message: `there is a run ${run.id} already` } : { runId: run.id };
};
