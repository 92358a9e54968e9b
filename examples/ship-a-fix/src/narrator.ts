import { styleText } from 'node:util';
import type { Failure, FlowEvent } from '@strata/core';
import type { Fix } from './fixes.ts';

/** Tells a story while it happens. */
export interface Narrator {
  readonly begin: (fix: Fix, url: string) => void;
  readonly tell: (event: FlowEvent) => void;
  readonly end: (error: Failure | undefined, unchanged: boolean) => void;
}

const seconds = (durationMs: number): string => `${(durationMs / 1000).toFixed(2)} s`;

/** Writes to a stream, in colours where it is a terminal; to nothing when there is none. */
export const createNarrator = (stream: NodeJS.WriteStream | undefined): Narrator => {
  const say = (line: string): void => void stream?.write(`${line}\n`);
  const paint = (format: 'green' | 'red' | 'yellow' | 'bold' | 'dim', text: string): string =>
    stream === undefined ? text : styleText(format, text, { stream });

  const tell = (event: FlowEvent): void => {
    switch (event.type) {
      case 'finished':
        // Steps only compute; what takes time and changes things are the operations.
        if (event.kind !== 'invoke') return undefined;
        return say(`  ${paint('green', '✔')} ${event.at} ${paint('dim', seconds(event.durationMs))}`);
      case 'failed':
        return say(`  ${paint('red', '✖')} ${event.at}: ${event.error.message}`);
      case 'waiting':
        return say(`  ${paint('yellow', '?')} ${event.question}`);
      case 'decided':
        return say(`  ${paint('yellow', '→')} ${event.by} says ${event.approved ? 'yes' : 'no'}`);
      case 'undone':
        return say(`  ${paint('yellow', '↶')} ${event.at} undone`);
      case 'undo_failed':
        return say(`  ${paint('red', '✖')} ${event.at} could not be undone: ${event.error.message}`);
      default:
        return undefined;
    }
  };

  return {
    begin(fix, url) {
      say('');
      say(paint('bold', `${fix.name}: "${fix.title}"`));
      say(paint('dim', `  on a GitHub of its own at ${url}`));
    },
    tell,
    end(error, unchanged) {
      if (error === undefined) return say(paint('green', '  merged'));
      say(paint('yellow', `  taken back: ${error.message}`));
      say(
        unchanged
          ? '  read back: the repository is as it was before'
          : '  read back: the repository is NOT as it was before',
      );
    },
  };
};
