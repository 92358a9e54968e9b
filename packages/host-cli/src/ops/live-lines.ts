import type { Colours } from '../colours.ts';
import { fitted } from '../progress/text-width.ts';
import type { RedactedOutput } from '../redacted-output.ts';
import { plainLine } from './data-text.ts';
import type { PartMark, ToldPart } from './told-part.ts';

/** Where live lines are shown, and how. */
export interface LiveLinesOptions {
  readonly output: RedactedOutput;
  readonly colours: Colours;
  /** Whether a line may be written over, as terminals let one do. */
  readonly inPlace: boolean;
}

type Line = Extract<ToldPart, { readonly kind: 'line' }>;

const marks: Readonly<Record<PartMark, string>> = { good: '✔', bad: '✖', 'so-so': '-', none: '·' };

const takeBack = '\r\u001B[K';

/** A line without an end is not waited for longer than this, in characters. */
const maxLineLength = 10_000;

/** What a terminal shows of a line in which the carriage went back: what was written over, as by a bar that grows, is gone. */
const shownOf = (line: string): string => line.replace(/\r+$/, '').split('\r').at(-1) ?? '';

/**
 * Shows what is told of a call while it goes on, line by line. What the next line makes out of date is written over on a
 * terminal; elsewhere it is a line whenever its words change. What somebody prints comes in whole lines, however it was
 * cut into pieces: so a secret that is cut in two is found.
 */
export class LiveLines {
  readonly #options: LiveLinesOptions;
  /** What was printed without the end of its line so far, by the output that it is of. */
  readonly #unfinished = new Map<string, string>();
  /** The words that have been a line already. */
  readonly #said = new Set<string>();
  #isDrawn = false;

  constructor(options: LiveLinesOptions) {
    this.#options = options;
  }

  show(told: ToldPart): void {
    if (told.kind === 'output') return this.#print(told.channel, told.text);
    if (!told.isPassing) return this.#write(`${this.#lineOf(told)}\n`);
    if (this.#options.inPlace) return this.#draw(told);
    // Numbers alone are all there is to say; beside words they would be a line for each megabyte.
    if (told.words !== '' && this.#said.has(told.words)) return;
    this.#said.add(told.words);
    this.#write(`${this.#lineOf(told)}\n`);
  }

  /** Takes away what is not there to stay. */
  clear(): void {
    if (this.#isDrawn) this.#options.output.write(takeBack);
    this.#isDrawn = false;
  }

  /** Nothing more will be told: what has no end of its line gets one. */
  end(): void {
    this.clear();
    for (const [channel, text] of this.#unfinished) if (text !== '') this.#print(channel, '\n');
    this.#unfinished.clear();
  }

  #print(channel: string, text: string): void {
    const lines = `${this.#unfinished.get(channel) ?? ''}${text}`.split('\n');
    const rest = (lines.at(-1) ?? '').length > maxLineLength ? '' : (lines.pop() ?? '');
    this.#unfinished.set(channel, rest);
    if (lines.length > 0) this.#write(lines.map((line) => `${plainLine(shownOf(line))}\n`).join(''));
    if (this.#options.inPlace && rest !== '') this.#drawText(plainLine(shownOf(rest)));
  }

  #write(text: string): void {
    this.clear();
    this.#options.output.write(text);
  }

  #lineOf({ mark, words, counts }: Line): string {
    const { colours } = this.#options;
    const paint = { good: colours.green, bad: colours.red, 'so-so': colours.yellow, none: colours.dim }[mark];
    const parts = [words, counts === '' ? '' : colours.dim(counts)].filter((part) => part !== '');
    return `${paint(marks[mark])} ${parts.join('  ')}`;
  }

  #draw({ words, counts }: Line): void {
    this.#drawText(`${marks.none} ${[words, counts].filter((part) => part !== '').join('  ')}`);
  }

  #drawText(text: string): void {
    const { output, colours } = this.#options;
    // The last column stays free: some terminals begin a new line when it is written to.
    this.#write(colours.dim(fitted(text, output.columns - 1)));
    this.#isDrawn = true;
  }
}
