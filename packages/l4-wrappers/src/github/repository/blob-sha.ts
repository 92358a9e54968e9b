import { createHash } from 'node:crypto';

/** The name that git gives a file's bytes: the SHA-1 of a short header and the bytes ("Git Internals, Git Objects"). */
export const blobShaOf = (base64: string): string => {
  const bytes = Buffer.from(base64, 'base64');
  return createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
};
