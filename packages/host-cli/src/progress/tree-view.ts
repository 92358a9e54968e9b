import { stripVTControlCharacters } from 'node:util';
import type { Clock, StopTimer } from '@strata/core';
import type { Colours } from '../colours.ts';
import type { RedactedOutput } from '../redacted-output.ts';
import type { OutlineEntry } from './outline.ts';
import { applyEvent, rowsOf, settled } from './progress-rows.ts';
import type { Progress } from './progress.ts';
import { oneLine, textWidth } from './text-width.ts';
import { treeLines } from './tree-lines.ts';

/** How often the tree is drawn anew while something runs, in milliseconds: the spinner's pace. */
const framePaceMs = 100;

const hideCursor = '\u001B[?25l';
const showCursor = '\u001B[?25h';
const clearBelow = '\u001B[J';
const clearLine = '\u001B[K';
const up = (lines: number): string => (lines === 0 ? '\r' : `\u001B[${lines}A\r`);

/** How many lines a text takes on a terminal that has become narrower since it was drawn. */
const height = (lines: readonly string[], columns: number): number =>
  lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(stripVTControlCharacters(line)) / columns)), 0);

/** Progress as a tree that fills in, drawn in place on a terminal. */
export const createTreeView = (output: RedactedOutput, outline: readonly OutlineEntry[], clock: Clock, colours: Colours): Progress => {
  let rows = rowsOf(outline);
  let drawn: readonly string[] = [];
  let state: 'live' | 'paused' | 'ended' = 'live';
  let stopTimer: StopTimer = () => {};

  const home = (): string => up(height(drawn, output.columns));
  const erased = (): string => home() + clearBelow;
  const draw = (last = false): void => {
    // A tree that is taller than the terminal cannot be drawn over; the last one may scroll.
    const lines = last ? Number.POSITIVE_INFINITY : Math.max(1, output.rows - 1);
    const next = treeLines(rows, { columns: output.columns, lines, now: clock.now(), colours });
    // Over the old one in one piece, so that nothing flickers.
    output.write(`${home()}${next.map((line) => `${line}${clearLine}\n`).join('')}${clearBelow}`);
    drawn = next;
  };
  const redraw = (): void => draw();
  const tick = (): void => {
    stopTimer = clock.after(framePaceMs, () => {
      draw();
      tick();
    });
  };
  const begin = (): void => {
    output.write(hideCursor);
    drawn = [];
    draw();
    tick();
    output.on('resize', redraw);
  };
  const halt = (): void => {
    stopTimer();
    output.off('resize', redraw);
  };
  // However the process ends, the terminal gets its cursor back.
  const restore = (): void => void output.write(showCursor);
  process.once('exit', restore);
  begin();
  return {
    show: (event) => {
      rows = applyEvent(rows, event);
    },
    pause: () => {
      if (state !== 'live') return;
      state = 'paused';
      halt();
      // Whoever comes next has the place to themselves; the tree comes back below.
      output.write(erased() + showCursor);
    },
    resume: () => {
      if (state !== 'paused') return;
      state = 'live';
      begin();
    },
    say: (text) => {
      if (state !== 'live') return void output.write(`${oneLine(text)}\n`);
      output.write(`${erased()}${oneLine(text)}\n`);
      drawn = [];
      draw();
    },
    end: () => {
      if (state === 'ended') return;
      if (state === 'live') {
        halt();
        rows = settled(rows);
        draw(true);
        output.write('\n');
      }
      state = 'ended';
      restore();
      process.off('exit', restore);
    },
  };
};
