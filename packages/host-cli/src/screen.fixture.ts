/** A terminal's screen, as far as this command moves on one: text, line ends, and the cursor's and the eraser's codes. */
export class Screen {
  readonly #columns: number;
  readonly #lines: string[][] = [[]];
  #row = 0;
  #column = 0;
  #cursorShown = true;

  constructor(columns: number) {
    this.#columns = columns;
  }

  get cursorShown(): boolean {
    return this.#cursorShown;
  }

  /** The lines with everything that was ever scrolled, without spaces at their ends. */
  get lines(): readonly string[] {
    return this.#lines.map((line) =>
      Array.from(line, (character) => character ?? ' ')
        .join('')
        .trimEnd(),
    );
  }

  write(text: string): this {
    // oxlint-disable-next-line no-control-regex -- these are what terminals are driven with
    const codes = /\u001B\[(\??)(\d*)([A-Za-z])|[^\u001B]/gu;
    for (const [whole, question, count = '', letter] of text.matchAll(codes)) {
      if (letter === undefined) this.#put(whole);
      else if (question === '?') this.#mode(count, letter);
      else this.#move(letter, count === '' ? undefined : Number(count));
    }
    return this;
  }

  #put(character: string): void {
    if (character === '\r') this.#column = 0;
    else if (character === '\n') this.#down();
    else {
      if (this.#column >= this.#columns) this.#down();
      const line = (this.#lines[this.#row] ??= []);
      line[this.#column++] = character;
    }
  }

  /** A terminal makes a return and a line feed of a line's end. */
  #down(): void {
    this.#column = 0;
    this.#row += 1;
    this.#lines[this.#row] ??= [];
  }

  #mode(which: string, letter: string): void {
    if (which === '25') this.#cursorShown = letter === 'h';
  }

  #move(letter: string, count: number | undefined): void {
    const by = count ?? 1;
    if (letter === 'A') this.#row = Math.max(0, this.#row - by);
    else if (letter === 'B') this.#row = Math.min(this.#lines.length - 1, this.#row + by);
    else if (letter === 'C') this.#column += by;
    else if (letter === 'D') this.#column = Math.max(0, this.#column - by);
    else if (letter === 'G') this.#column = by - 1;
    else if (letter === 'K') this.#lines[this.#row]?.splice(this.#column);
    else if (letter === 'J') {
      this.#lines[this.#row]?.splice(this.#column);
      this.#lines.splice(this.#row + 1);
    }
  }
}
