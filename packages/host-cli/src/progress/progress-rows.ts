import type { FlowEvent } from '@strata/core';
import { type OutlineEntry, isWorthShowing, labelOf } from './outline.ts';

/** How far a node is. */
export type RowState =
  | { readonly kind: 'pending' }
  | { readonly kind: 'running'; readonly sinceMs: number }
  | { readonly kind: 'waiting'; readonly question: string }
  | { readonly kind: 'finished'; readonly durationMs: number }
  | { readonly kind: 'failed'; readonly durationMs: number; readonly message: string }
  | { readonly kind: 'undoing'; readonly before: RowState }
  | { readonly kind: 'undone' }
  | { readonly kind: 'undo_failed'; readonly message: string };

/** A node of a running flow. */
export interface Row extends OutlineEntry {
  readonly depth: number;
  readonly state: RowState;
}

const isBelow = (at: string, parent: string): boolean => at.startsWith(`${parent}/`) || at.startsWith(`${parent}[`);

const depthOf = (at: string, above: readonly OutlineEntry[]): number =>
  above.filter((entry) => entry.shown && isBelow(at, entry.at)).length;

/** The rows of a flow that has not begun. */
export const rowsOf = (outline: readonly OutlineEntry[]): readonly Row[] =>
  outline.map((entry) => ({ ...entry, depth: depthOf(entry.at, outline), state: { kind: 'pending' } }));

const stateAfter = (state: RowState, event: FlowEvent): RowState => {
  switch (event.type) {
    case 'started':
      return { kind: 'running', sinceMs: event.time };
    case 'finished':
      return { kind: 'finished', durationMs: event.durationMs };
    case 'failed':
      return { kind: 'failed', durationMs: event.durationMs, message: event.error.message };
    case 'told':
      return state;
    case 'waiting':
      return { kind: 'waiting', question: event.question };
    case 'receiving':
      return { kind: 'waiting', question: 'a message from outside' };
    case 'decided':
      return { kind: 'running', sinceMs: event.time };
    case 'undoing':
      return { kind: 'undoing', before: state };
    case 'undone':
      return { kind: 'undone' };
    case 'undo_failed':
      return { kind: 'undo_failed', message: event.error.message };
  }
};

/** Adds a row for a node that the outline does not have, below the one that it belongs to. */
const withRow = (rows: readonly Row[], event: FlowEvent): readonly Row[] => {
  const { at } = event;
  if (rows.some((row) => row.at === at)) return rows;
  const parent = rows.findLastIndex((row) => isBelow(at, row.at));
  const shown = !('kind' in event) || isWorthShowing(event.kind);
  const row: Row = { at, label: labelOf(at), shown, depth: depthOf(at, rows), state: { kind: 'pending' } };
  if (parent === -1) return [...rows, row];
  // Behind everything that is below the same parent already.
  const parentAt = rows[parent]?.at ?? '';
  const last = rows.findLastIndex((it) => it.at === parentAt || isBelow(it.at, parentAt));
  return rows.toSpliced(last + 1, 0, row);
};

/** What was being undone and got no answer needed no undoing: it is as it was. */
export const settled = (rows: readonly Row[]): readonly Row[] =>
  rows.map((row) => (row.state.kind === 'undoing' ? { ...row, state: row.state.before } : row));

/** The rows after an event. */
export const applyEvent = (rows: readonly Row[], event: FlowEvent): readonly Row[] =>
  // One thing is undone at a time.
  withRow(event.type === 'undoing' ? settled(rows) : rows, event).map((row) =>
    row.at === event.at ? { ...row, state: stateAfter(row.state, event) } : row,
  );

const isOver = (state: RowState): boolean => state.kind === 'finished' || state.kind === 'failed';

/** The rows to show: without those that only compute, unless they failed, and without ways that were not taken. */
export const visibleRows = (rows: readonly Row[]): readonly Row[] => {
  const over = rows.filter((row) => isOver(row.state));
  return rows.filter((row) => {
    if (row.state.kind === 'pending') return row.shown && !over.some((parent) => isBelow(row.at, parent.at));
    return row.shown || row.state.kind === 'failed';
  });
};
