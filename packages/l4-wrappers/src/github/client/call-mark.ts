/**
 * The mark of a call: how `locate` finds what this very call has made. A body ends with a comment that GitHub does
 * not show, a commit message with a git trailer. The id is percent-encoded, so no id can end the comment or the line.
 */
const bodyMark = /(?:\n\n)?<!-- strata:call (\S+) -->\s*$/;
const messageMark = /\n\n?Strata-Call: (\S+)\s*$/;

/** A text as its author wrote it, and the call that made it. */
export interface Unmarked {
  readonly text: string;
  readonly callId?: string;
}

const decoded = (encoded: string): string | undefined => {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
};

const unmark = (text: string, mark: RegExp): Unmarked => {
  const found = mark.exec(text);
  const callId = found?.[1] === undefined ? undefined : decoded(found[1]);
  // What only looks like a mark belongs to the author.
  return found === null || callId === undefined ? { text } : { text: text.slice(0, found.index), callId };
};

/** Puts the call's mark at the end of a body; without a call the body stays as it is. */
export const markBody = (body: string, callId: string | undefined): string =>
  callId === undefined ? body : `${body}\n\n<!-- strata:call ${encodeURIComponent(callId)} -->`;

/** Takes the mark out of a body again. GitHub says `null` for an empty one. */
export const unmarkBody = (body: string | null | undefined): Unmarked =>
  unmark((body ?? '').replaceAll('\r\n', '\n'), bodyMark);

/** A paragraph of `Name: value` lines at the end of a message, which a further trailer has to join. */
const endsInTrailers = (message: string): boolean => {
  const paragraphs = message.trimEnd().split('\n\n');
  return (
    paragraphs.length > 1 && (paragraphs.at(-1) ?? '').split('\n').every((line) => /^[A-Za-z0-9-]+: \S/.test(line))
  );
};

/** Puts the call's mark at the end of a commit message, as a git trailer. */
export const markMessage = (message: string, callId: string | undefined): string =>
  callId === undefined
    ? message
    : `${message.trimEnd()}${endsInTrailers(message) ? '\n' : '\n\n'}Strata-Call: ${encodeURIComponent(callId)}`;

/** Takes the mark out of a commit message again. */
export const unmarkMessage = (message: string): Unmarked => unmark(message, messageMark);
