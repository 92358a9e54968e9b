/** Those who wait for something under a key; what comes is for the one who has waited longest. */
export class Listeners<Heard> {
  readonly #waiting = new Map<string, ((heard: Heard) => void)[]>();

  /** Waits. Returns what ends it. */
  listen(key: string, resolve: (heard: Heard) => void): () => void {
    const waiting = this.#waiting.get(key) ?? [];
    waiting.push(resolve);
    this.#waiting.set(key, waiting);
    return () => {
      const at = waiting.indexOf(resolve);
      if (at !== -1) waiting.splice(at, 1);
      if (waiting.length === 0 && this.#waiting.get(key) === waiting) this.#waiting.delete(key);
    };
  }

  /** Hands something over. False: nobody waits for it. */
  tell(key: string, heard: Heard): boolean {
    const first = this.#waiting.get(key)?.shift();
    first?.(heard);
    return first !== undefined;
  }

  /** The keys that somebody waits under. */
  get keys(): readonly string[] {
    return [...this.#waiting].flatMap(([key, waiting]) => (waiting.length === 0 ? [] : [key]));
  }
}
