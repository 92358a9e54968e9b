import { oneLine } from '../progress/text-width.ts';

/** Text of others, with its line breaks and without anything that would move the cursor. */
const lines = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n').map(oneLineKeepingSpaces);

const oneLineKeepingSpaces = (line: string): string =>
  line
    .replaceAll('\t', '  ')
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trimEnd();

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;

const scalarText = (value: unknown): string => (typeof value === 'string' ? oneLine(value) : JSON.stringify(value));

const nested = (value: unknown, indent: string): readonly string[] => {
  if (typeof value === 'string') return lines(value).map((line) => `${indent}${line}`);
  if (!Array.isArray(value)) return fieldLines(Object(value) as object, indent);
  return value.flatMap((item: unknown) => {
    if (isScalar(item)) return [`${indent}- ${scalarText(item)}`];
    const [first = '', ...rest] = nested(item, `${indent}  `);
    return [`${indent}- ${first.trimStart()}`, ...rest];
  });
};

const fieldLines = (data: object, indent: string): readonly string[] =>
  Object.entries(data).flatMap(([name, value]: [string, unknown]) => {
    if (value === undefined) return [];
    const isShort = isScalar(value) && !(typeof value === 'string' && value.trimEnd().includes('\n'));
    if (isShort) return [`${indent}${oneLine(name)}: ${scalarText(value)}`.trimEnd()];
    const below = nested(value, `${indent}  `);
    return below.length === 0 ? [`${indent}${oneLine(name)}: none`] : [`${indent}${oneLine(name)}:`, ...below];
  });

/** Plain JSON for people: a field in a line, what is inside a field below it. */
export const dataText = (data: unknown): string =>
  (isScalar(data) ? [`  ${scalarText(data)}`] : nested(data, '  ')).map((line) => `${line}\n`).join('');

/** What is told while work goes on, in one line: the text itself where a part is a line of output. */
export const partText = (part: unknown): string => {
  if (typeof part === 'string') return oneLineKeepingSpaces(part.replace(/\n$/, ''));
  if (typeof part !== 'object' || part === null) return JSON.stringify(part);
  const told = Object.entries(part).filter(([, value]) => value !== undefined);
  const [, line] = told.find(([name, value]) => /^(line|text)$/.test(name) && typeof value === 'string') ?? [];
  if (line !== undefined) return partText(line);
  return told.map(([name, value]) => `${oneLine(name)}=${scalarText(value)}`).join(' ');
};
