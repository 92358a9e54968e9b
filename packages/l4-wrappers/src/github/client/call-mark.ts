/**
 * The mark of a call: how `locate` finds what this very call has made. A body ends with a comment that GitHub does
 * not show, a commit message with a git trailer. The id is percent-encoded, so no id can end the comment or the line.
 */
const bodyMark = /(?:\n\n|\n|^)<!-- strata:call (\S+) -->[^\S\n]*(?=\n|$)/g;
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

/** Takes out the last of the marks. What only looks like one belongs to the author. */
const unmark = (text: string, marks: readonly RegExpExecArray[]): Unmarked => {
  for (const { 0: whole, 1: encoded = '', index } of marks.toReversed()) {
    const callId = decoded(encoded);
    if (callId === undefined) continue;
    const after = text.slice(index + whole.length);
    return { text: `${text.slice(0, index)}${after.trim() === '' ? '' : after}`, callId };
  }
  return { text };
};

/** Puts the call's mark at the end of a body; without a call the body stays as it is. */
export const markBody = (body: string, callId: string | undefined): string =>
  callId === undefined ? body : `${body}\n\n<!-- strata:call ${encodeURIComponent(callId)} -->`;

/**
 * Takes the mark out of a body again, wherever it stands by now: people and bots append to bodies. One in a quotation
 * has no line of its own. GitHub says `null` for an empty body.
 */
export const unmarkBody = (body: string | null | undefined): Unmarked => {
  const text = (body ?? '').replaceAll('\r\n', '\n');
  return unmark(text, [...text.matchAll(bodyMark)]);
};

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
export const unmarkMessage = (message: string): Unmarked => {
  const found = messageMark.exec(message);
  return unmark(message, found === null ? [] : [found]);
};
