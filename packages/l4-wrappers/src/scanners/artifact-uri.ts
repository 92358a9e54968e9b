import { piecesOfName } from './file-name.ts';

const encoded = (piece: string | number): string =>
  typeof piece === 'number' ? `%${piece.toString(16).toUpperCase()}` : encodeURIComponent(piece);

/**
 * A path relative to the scanned folder as a URI (RFC 3986): a line break, a blank or a `#` in a name is encoded, a byte
 * that is no UTF-8 too, and a colon in the first segment is not taken for a scheme.
 */
export const artifactUri = (path: string): string =>
  path
    .split('/')
    .map((segment) => piecesOfName(segment).map(encoded).join(''))
    .join('/');
