import { isUtf8 } from 'node:buffer';

/** What the lone surrogate that stands for a byte is above that byte. */
const escapeBase = 0xdc00;

const lengths = [1, 2, 3, 4] as const;

/**
 * A file's name as text, with nothing lost: a byte that is no UTF-8 becomes a lone surrogate from U+DC80 to U+DCFF, which
 * no UTF-8 text holds. Python names files in the same way (PEP 383), and so do bandit's reports.
 */
export const textOfName = (bytes: Buffer): string => {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const characters: string[] = [];
  for (let rest = bytes; rest.length > 0;) {
    const [first = 0] = rest;
    const head = rest;
    const length = lengths.find((count) => count <= head.length && isUtf8(head.subarray(0, count)));
    characters.push(length === undefined ? String.fromCharCode(escapeBase + first) : rest.toString('utf8', 0, length));
    rest = rest.subarray(length ?? 1);
  }
  return characters.join('');
};

/** The pieces of a name that `textOfName` made: text, and single bytes that are no UTF-8. */
export const piecesOfName = (name: string): readonly (string | number)[] =>
  name
    .split(/([\udc80-\udcff])/u)
    // Every second piece is what the pattern found.
    .map((piece, index) => (index % 2 === 0 ? piece.toWellFormed() : piece.charCodeAt(0) - escapeBase));

/** A path of such names as the file system knows it. */
export const systemPath = (path: string): string | Buffer =>
  path.isWellFormed()
    ? path
    : Buffer.concat(piecesOfName(path).map((one) => (typeof one === 'number' ? Buffer.of(one) : Buffer.from(one))));
