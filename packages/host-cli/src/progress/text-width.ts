const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Characters that take two columns on a terminal: emoji and East Asian wide ones (Unicode's UAX #11, its large blocks). */
const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

const widthOfSegment = (segment: string): number => (wide.test(segment) ? 2 : 1);

/** One line without anything that would move the cursor: titles and test output come from others. */
export const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();

/** How many columns a text without colours takes. */
export const textWidth = (text: string): number => {
  let width = 0;
  for (const { segment } of segments.segment(text)) width += widthOfSegment(segment);
  return width;
};

/** The text, cut to a number of columns; what was cut ends in `…`. */
export const fitted = (text: string, columns: number): string => {
  if (columns <= 0) return '';
  if (textWidth(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const { segment } of segments.segment(text)) {
    width += widthOfSegment(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
};
