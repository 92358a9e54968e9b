import { createHash } from 'node:crypto';
import type { WorkflowContext } from '@strata/core';
import { buildLabel, builtHereLabel, callLabel, madeHereLabel } from './references.ts';

type Marked = Pick<WorkflowContext, 'callId'>;

/** The labels of everything that is made here but images: that it was, and by which call. */
export const marksOf = ({ callId }: Marked): Record<string, string> => ({
  [madeHereLabel]: '1',
  ...(callId === undefined ? {} : { [callLabel]: callId }),
});

/**
 * The labels of an image that is built here. The engine gives a build's labels one by one, in the order of their bytes,
 * as the last steps; the mark says how many steps come after its own. An image that others built upon ours has more.
 */
export const imageLabelsOf = (
  labels: Readonly<Record<string, string>>,
  { callId }: Marked,
): Readonly<Record<string, string>> => {
  const named = { ...labels, ...(callId === undefined ? {} : { [buildLabel]: callId }) };
  const mark = Buffer.from(builtHereLabel);
  const after = Object.keys(named).filter((name) => Buffer.compare(Buffer.from(name), mark) > 0);
  return { ...named, [builtHereLabel]: String(after.length) };
};

/** Whether something carries the mark of this very call. */
export const isMarked = (labels: Readonly<Record<string, string>> | null | undefined, { callId }: Marked): boolean =>
  callId !== undefined && labels?.[callLabel] === callId;

/**
 * A name for something that was given none. The same for every attempt at a call: an attempt that seemed lost and
 * arrives late then meets the name, and there are not two.
 */
export const madeUpName = ({ callId, clock }: Pick<WorkflowContext, 'callId' | 'clock'>): string =>
  `strata-${callId === undefined ? clock.id() : createHash('sha256').update(callId).digest('hex').slice(0, 32)}`;
