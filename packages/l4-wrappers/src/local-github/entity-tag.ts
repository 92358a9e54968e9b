import { createHash } from 'node:crypto';

/** The tag of a body. Like GitHub's it is weak, and is of the body alone: what the headers say may change below it. */
export const entityTagOf = (body: Uint8Array): string => `W/"${createHash('sha256').update(body).digest('hex')}"`;

const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');

/** Whether `If-None-Match` names this tag; weak and strong ones compare alike (RFC 9110, section 13.1.2). */
export const isKnown = (tag: string, ifNoneMatch: string | undefined): boolean =>
  ifNoneMatch !== undefined &&
  (ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((known) => opaque(known) === opaque(tag)));
