import { oneLine } from '../progress/text-width.ts';
import { sarifLines } from './sarif-text.ts';

/** A line that others wrote, with its spaces and without anything that would move the cursor. */
export const plainLine = (line: string): string =>
  line
    .replaceAll('\t', '  ')
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trimEnd();

/** Text of others, with its line breaks. */
const lines = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n').map(plainLine);

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** Digits behind the point that people read. */
const digits = 2;

const scalarText = (value: unknown): string => {
  if (typeof value === 'string') return oneLine(value);
  return JSON.stringify(typeof value === 'number' ? Number(value.toFixed(digits)) : value);
};

/** As many objects of a list are shown in full; of more, each is a line. */
const maxInFull = 3;
/** As many lines of a list are shown. */
const maxRows = 50;
/** The longest text in such a line, in characters. */
const maxCellLength = 80;

const cellOf = (value: unknown): string => {
  const [first = '', ...more] = typeof value === 'string' ? value.trim().split('\n') : [value];
  const text = scalarText(first);
  const isCut = more.length > 0 || text.length > maxCellLength;
  return isCut ? `${text.slice(0, maxCellLength).toWellFormed()}…` : text;
};

/** An object in a line: the first of its fields by its value alone. `…`: there is more inside. */
const rowOf = (item: object): string => {
  const fields = Object.entries(item).filter(([, value]) => value !== undefined && value !== null);
  const cells = fields
    .filter(([, value]) => isScalar(value))
    .map(([name, value], index) => (index === 0 ? cellOf(value) : `${oneLine(name)}=${cellOf(value)}`));
  return [...cells, ...(cells.length < fields.length ? ['…'] : [])].join('  ');
};

const rowsOf = (items: readonly unknown[], indent: string): readonly string[] => {
  const rows = items.slice(0, maxRows).map((item) => `${indent}- ${rowOf(Object(item) as object)}`.trimEnd());
  const left = items.length - rows.length;
  return left === 0 ? rows : [...rows, `${indent}… and ${left} more: --json gives all of them`];
};

const nested = (value: unknown, indent: string): readonly string[] => {
  if (typeof value === 'string') return lines(value).map((line) => `${indent}${line}`);
  const findings = sarifLines(value);
  if (findings !== undefined) return findings.map((line) => `${indent}${line}`);
  if (!Array.isArray(value)) return fieldLines(Object(value) as object, indent);
  if (value.length > maxInFull && value.every((item) => !isScalar(item) && !Array.isArray(item)))
    return rowsOf(value, indent);
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

/** From as many lines on the top of a text scrolls away. */
const maxLinesInOrder = 20;

const isLong = ([, value]: [string, unknown]): boolean =>
  !isScalar(value) || (typeof value === 'string' && value.includes('\n'));

/** Fields that are a line each come last, where they are seen: totals, verdicts. */
const shortLast = (data: unknown): unknown => {
  if (Array.isArray(data) || sarifLines(data) !== undefined) return data;
  const fields = Object.entries(Object(data) as object) as [string, unknown][];
  return Object.fromEntries([...fields.filter(isLong), ...fields.filter((field) => !isLong(field))]);
};

/**
 * Plain JSON for people: a field in a line, what is inside a field below it. Long lists are abbreviated, and in a long
 * text what is short comes last.
 */
export const dataText = (data: unknown): string => {
  if (isScalar(data)) return `  ${scalarText(data)}\n`;
  const inOrder = nested(data, '  ');
  const shown = inOrder.length > maxLinesInOrder ? nested(shortLast(data), '  ') : inOrder;
  return shown.map((line) => `${line}\n`).join('');
};
