import type { Run, RunStatus } from '@strata/durable';
import type { Colours } from '../colours.ts';

type Paint = 'green' | 'red' | 'yellow' | 'cyan' | 'dim';

const paints: Readonly<Record<RunStatus, Paint>> = {
  pending: 'dim',
  running: 'cyan',
  waiting: 'yellow',
  paused: 'yellow',
  blocked: 'red',
  succeeded: 'green',
  failed: 'red',
  cancelled: 'dim',
};

/** A status in its colour. */
export const statusText = (status: RunStatus, colours: Colours): string => colours[paints[status]](status);

/** What a run waits for, or what it needs, in a few words. */
export const needText = ({ status, waitsFor = [], attention = {}, problem }: Run): string => {
  if (problem !== undefined) return problem.message;
  const settle = Object.keys(attention);
  if (settle.length > 0) return `needs a person at ${settle.join(', ')}`;
  if (status === 'pending') return 'waits for a process that goes on with it';
  return waitsFor.length === 0 ? '' : `waits for ${waitsFor.join(', ')}`;
};
