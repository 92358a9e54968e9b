/** Collects output up to a bound: its beginning and its end, and a line that says what is missing in between. */
export interface BoundedOutput {
  /** How many bytes are kept at most. */
  readonly maxBytes: number;
  add(chunk: Uint8Array): void;
  /** Something that came now was lost: the end begins anew behind it, and what is left out tells of it. */
  skip(bytes: number): void;
  /** Everything kept, as UTF-8; bytes that are not become U+FFFD. */
  text(): string;
  /** True when something was left out. */
  readonly truncated: boolean;
}

/** Makes a collector that keeps `maxBytes`: a quarter from the beginning, the rest from the end, where errors are. */
export const createBoundedOutput = (maxBytes: number): BoundedOutput => {
  const headBytes = Math.floor(maxBytes / 4);
  const tailBytes = maxBytes - headBytes;
  let head = Buffer.alloc(0);
  let tail: Buffer[] = [];
  let tailSize = 0;
  let cutBytes = 0;

  /** Drops what has moved out of the tail. Only now and then, so that many small chunks stay cheap. */
  const trim = (): void => {
    const joined = Buffer.concat(tail);
    const kept = joined.subarray(Math.max(0, joined.length - tailBytes));
    cutBytes += joined.length - kept.length;
    tail = [kept];
    tailSize = kept.length;
  };

  return {
    maxBytes,
    add(chunk) {
      const room = headBytes - head.length;
      if (room > 0) head = Buffer.concat([head, chunk.subarray(0, room)]);
      const rest = chunk.subarray(Math.max(0, room));
      if (rest.length === 0) return;
      tail.push(Buffer.from(rest));
      tailSize += rest.length;
      if (tailSize > 2 * tailBytes) trim();
    },
    skip(bytes) {
      cutBytes += tailSize + bytes;
      tail = [];
      tailSize = 0;
    },
    text() {
      if (tailSize > tailBytes) trim();
      if (cutBytes === 0) return Buffer.concat([head, ...tail]).toString();
      return `${head.toString()}\n[… ${cutBytes} bytes left out …]\n${Buffer.concat(tail).toString()}`;
    },
    get truncated() {
      return cutBytes > 0 || tailSize > tailBytes;
    },
  };
};
