import type { Decision, Failure } from '@strata/core';
import type { Attention, HistoryEntry } from '@strata/durable';

/** How a place in a run's flow has come along. */
export type PlaceState = 'done' | 'failed' | 'running' | 'waiting' | 'attention' | 'undone';

/** One place of a run's flow on its timeline. */
export interface TimelineItem {
  /** Its place in the flow. */
  readonly at: string;
  readonly state: PlaceState;
  /** When it began, as far as is known: a read is written down when it is over, and began after what was before it. */
  readonly from: number;
  /** When it was over; absent while it is not. */
  readonly until?: number;
  /** What is to be said of it in a few words. */
  readonly note?: string;
  /** What it was asked, and what came of it. */
  readonly request?: unknown;
  readonly value?: unknown;
}

type Change = Partial<TimelineItem> & { readonly isOver?: boolean };

const textOf = (value: unknown): string => {
  const { message } = (value ?? {}) as Partial<Failure>;
  return message ?? JSON.stringify(value) ?? '';
};

/** What an entry says about its place. Written under its kind with the value that is read here. */
const changeOf = ({ kind, value }: HistoryEntry): Change | undefined => {
  switch (kind) {
    case 'intent':
      return value === undefined || value === null
        ? undefined
        : { state: 'running', request: (value as { request: unknown }).request };
    case 'succeeded':
      return { state: 'done', value, isOver: true };
    case 'failed':
      return { state: 'failed', value, note: textOf(value), isOver: true };
    case 'timer':
      return { state: 'waiting', note: `until ${new Date(Number(value)).toISOString()}` };
    case 'woke':
    case 'kept':
      return { state: 'done', note: '', isOver: true };
    case 'asked':
      return { state: 'waiting', note: (value as { question?: string } | null)?.question ?? '', request: value };
    case 'decided': {
      const decision = value as Decision | null;
      if (decision === null) return { state: 'done', note: 'no longer asked', isOver: true };
      const { approved, by, comment } = decision;
      const said = comment === undefined ? '' : `: ${comment}`;
      return {
        state: approved ? 'done' : 'failed',
        value,
        note: `${approved ? 'approved' : 'refused'} by ${by}${said}`,
        isOver: true,
      };
    }
    case 'awaited':
      return { state: 'waiting', note: 'waits for a message' };
    case 'received':
      return { state: 'done', value, isOver: true };
    case 'attention': {
      const { what, error } = value as Attention;
      return { state: 'attention', note: `${what === 'in_doubt' ? 'in doubt' : 'not undone yet'}: ${error.message}` };
    }
    case 'resolved': {
      const { answer, by } = value as { readonly answer: string; readonly by: string };
      return { state: 'running', note: `${by} says: ${answer.replaceAll('_', ' ')}` };
    }
    default:
      return undefined;
  }
};

const undoMark = '!undo';

/** A place that is not a node of its own: how long a shield holds, a second look. What is taken back is worth a line. */
const isInward = (at: string): boolean => at.includes('!') && !at.endsWith(undoMark);

/** What a run has done, place by place, in the order in which each began. */
export const timelineOf = (history: readonly HistoryEntry[], createdAt: number): readonly TimelineItem[] => {
  const items = new Map<string, TimelineItem>();
  let before = createdAt;
  for (const entry of history) {
    const { at, time } = entry;
    const change = changeOf(entry);
    if (change !== undefined) {
      const { isOver, ...fields } = change;
      const item: TimelineItem = items.get(at) ?? {
        at,
        state: 'running',
        from: entry.kind === 'succeeded' || entry.kind === 'failed' ? before : time,
      };
      items.set(at, { ...item, ...fields, ...(isOver === true ? { until: time } : {}) });
      const taken =
        at.endsWith(undoMark) && entry.kind === 'succeeded' ? items.get(at.slice(0, -undoMark.length)) : undefined;
      if (taken !== undefined) items.set(taken.at, { ...taken, state: 'undone' });
    }
    before = time;
  }
  return [...items.values()].filter(({ at }) => !isInward(at));
};
