/**
 * A path relative to the scanned folder as a URI (RFC 3986): a line break, a blank or a `#` in a name is encoded, and a
 * colon in the first segment is not taken for a scheme.
 */
export const artifactUri = (path: string): string =>
  path
    .split('/')
    .map((segment) => encodeURIComponent(segment.toWellFormed()))
    .join('/');
