import type { FlowEvent } from '@strata/core';
import type { RedactedOutput } from '../redacted-output.ts';
import { durationText } from './duration-text.ts';
import { isWorthShowing } from './outline.ts';
import type { Progress } from './progress.ts';
import { oneLine } from './text-width.ts';

const lineOf = (event: FlowEvent): string => {
  switch (event.type) {
    case 'started':
      return `${event.at}: started`;
    case 'finished':
      return `${event.at}: finished in ${durationText(event.durationMs)}`;
    case 'failed':
      return `${event.at}: failed after ${durationText(event.durationMs)}: ${event.error.message}`;
    case 'told':
      return `${event.at}: ${JSON.stringify(event.part)}`;
    case 'waiting':
      return `${event.at}: waiting: ${event.question}`;
    case 'decided':
      return `${event.at}: ${event.approved ? 'approved' : 'refused'} by ${event.by}`;
    case 'receiving':
      return `${event.at}: waiting for a message`;
    case 'undoing':
      return `${event.at}: undoing`;
    case 'undone':
      return `${event.at}: undone`;
    case 'undo_failed':
      return `${event.at}: not undone: ${event.error.message}`;
  }
};

/** Progress as one line per event, for pipes and logs. Nodes that only compute are told of when they fail. */
export const createPlainLines = (output: RedactedOutput): Progress => {
  const say = (text: string): void => void output.write(`${oneLine(text)}\n`);
  return {
    show: (event) => {
      // What operations tell is their own output, and not progress of the flow.
      if (event.type === 'told') return;
      if (event.type === 'failed' || !('kind' in event) || isWorthShowing(event.kind)) say(lineOf(event));
    },
    pause: () => {},
    resume: () => {},
    say,
    end: () => {},
  };
};
