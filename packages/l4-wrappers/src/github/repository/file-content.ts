import { isUtf8 } from 'node:buffer';
import { z } from 'zod';

/** GitHub takes no file of more than 100 MiB ("About large files on GitHub"). */
const maxFileBytes = 100 * 1024 * 1024;

/** How the text of a file's content is to be read. */
export const contentEncoding = z.enum(['utf-8', 'base64']);

/** A file's content as text. */
export interface EncodedContent {
  readonly content: string;
  readonly encoding: z.output<typeof contentEncoding>;
}

/** Written back, it must be the same: a regular expression would run out of stack on files of some MB. */
const isBase64 = (text: string): boolean => Buffer.from(text, 'base64').toString('base64') === text;

/** What is wrong with a file's content, or `undefined`. */
const contentProblem = ({ content, encoding }: EncodedContent): string | undefined => {
  if (encoding === 'base64' && !isBase64(content)) return 'is not Base64';
  if (!content.isWellFormed()) return 'is not well-formed Unicode';
  if (Buffer.byteLength(content, encoding === 'base64' ? 'base64' : 'utf8') > maxFileBytes)
    return 'is larger than 100 MiB, which GitHub takes of no file';
  return undefined;
};

/** Reports content that is not what its encoding says, or too large, at the field `content`. */
export const checkContent = (file: EncodedContent, refinement: z.RefinementCtx): void => {
  const message = contentProblem(file);
  if (message !== undefined) refinement.addIssue({ code: 'custom', message, path: ['content'] });
};

/** Writes bytes down: as text when they are UTF-8 without NULs, so that nothing is lost either way, else as Base64. */
export const encodeBytes = (bytes: Buffer): EncodedContent => {
  const isText = isUtf8(bytes) && !bytes.includes(0);
  return isText
    ? { content: bytes.toString('utf8'), encoding: 'utf-8' }
    : { content: bytes.toString('base64'), encoding: 'base64' };
};

/** A file's content as Base64, which is how GitHub's contents route takes it. */
export const asBase64 = ({ content, encoding }: EncodedContent): string =>
  encoding === 'base64' ? content : Buffer.from(content, 'utf8').toString('base64');
