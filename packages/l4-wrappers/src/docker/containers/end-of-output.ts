/** How much of an output a message quotes: so many lines, and so many characters. */
const maxLines = 20;
const maxCharacters = 2000;

/** How much is looked at: enough for the rest, whatever colours there are in between. */
const lookedAt = 20_000;

/** What is not on the screen but steers it: colours, cursor, bells. */
// oxlint-disable-next-line no-control-regex
const steering = /\u001B\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000E-\u001F\u007F-\u009F]/g;

/** The last lines of what a program printed, in one line for a message; empty when it printed nothing. */
export const endOfOutput = (text: string): string => {
  const lines = text
    .slice(-lookedAt)
    .split(/[\r\n]/)
    .map((line) => line.replaceAll(steering, '').replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
  const isCut = text.length > lookedAt || lines.length > maxLines;
  const end = `${isCut ? '… | ' : ''}${lines.slice(-maxLines).join(' | ')}`;
  // Half of a character is none.
  return end.length <= maxCharacters ? end : `…${end.slice(1 - maxCharacters).replace(/^[\uDC00-\uDFFF]/, '')}`;
};

/** A sentence that quotes the end of what a program printed. */
export const quoteOutput = (stdout: string, stderr = ''): string => {
  const [printed, errors] = [endOfOutput(stdout), endOfOutput(stderr)];
  if (printed === '' && errors === '') return 'It had printed nothing.';
  if (printed === '') return `It had printed as errors: ${errors}`;
  return `It had printed: ${printed}${errors === '' ? '' : `; as errors: ${errors}`}`;
};
