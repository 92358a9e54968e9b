import { stripVTControlCharacters } from 'node:util';
import type { Clock, FlowEvent, StopTimer } from '@strata/core';
import type { Colours } from '../colours.ts';
import type { RedactedOutput } from '../redacted-output.ts';
import type { OutlineEntry } from './outline.ts';
import { type Row, applyEvent, rowsOf, settled } from './progress-rows.ts';
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

/** What a tree is drawn on, by which time and in which colours. */
export interface TreeViewOptions {
  readonly output: RedactedOutput;
  readonly clock: Clock;
  readonly colours: Colours;
}

/** Progress as a tree that fills in, drawn in place on a terminal from the moment it is made. */
export class TreeView implements Progress {
  readonly #options: TreeViewOptions;
  #rows: readonly Row[];
  #drawn: readonly string[] = [];
  #state: 'live' | 'paused' | 'ended' = 'live';
  #stopTimer: StopTimer | undefined;

  constructor(outline: readonly OutlineEntry[], options: TreeViewOptions) {
    this.#options = options;
    this.#rows = rowsOf(outline);
    // However the process ends, the terminal gets its cursor back.
    process.once('exit', this.#restoreCursor);
    this.#begin();
  }

  show(event: FlowEvent): void {
    this.#rows = applyEvent(this.#rows, event);
  }

  pause(): void {
    if (this.#state !== 'live') return;
    this.#state = 'paused';
    this.#halt();
    // Whoever comes next has the place to themselves; the tree comes back below.
    this.#options.output.write(this.#home() + clearBelow + showCursor);
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'live';
    this.#begin();
  }

  say(text: string): void {
    const line = `${oneLine(text)}\n`;
    if (this.#state !== 'live') return void this.#options.output.write(line);
    this.#options.output.write(this.#home() + clearBelow + line);
    this.#drawn = [];
    this.#draw();
  }

  end(): void {
    if (this.#state === 'ended') return;
    if (this.#state === 'live') {
      this.#halt();
      this.#rows = settled(this.#rows);
      // The last one may scroll: nothing is drawn over it.
      this.#draw(Number.POSITIVE_INFINITY);
      this.#options.output.write('\n');
    }
    this.#state = 'ended';
    this.#restoreCursor();
    process.off('exit', this.#restoreCursor);
  }

  #begin(): void {
    this.#options.output.write(hideCursor);
    this.#drawn = [];
    this.#draw();
    this.#tick();
    this.#options.output.on('resize', this.#redraw);
  }

  #halt(): void {
    this.#stopTimer?.();
    this.#options.output.off('resize', this.#redraw);
  }

  #tick(): void {
    this.#stopTimer = this.#options.clock.after(framePaceMs, () => {
      this.#draw();
      this.#tick();
    });
  }

  /** A tree that is taller than the terminal could not be drawn over, hence the limit. */
  #draw(lines = Math.max(1, this.#options.output.rows - 1)): void {
    const { output, clock, colours } = this.#options;
    const next = treeLines(this.#rows, { columns: output.columns, lines, now: clock.now(), colours });
    // Over the old one in one piece, so that nothing flickers.
    output.write(`${this.#home()}${next.map((line) => `${line}${clearLine}\n`).join('')}${clearBelow}`);
    this.#drawn = next;
  }

  #home(): string {
    return up(height(this.#drawn, this.#options.output.columns));
  }

  readonly #redraw = (): void => this.#draw();

  readonly #restoreCursor = (): void => void this.#options.output.write(showCursor);
}
