import { durationText } from '../progress/duration-text.ts';
import { oneLine } from '../progress/text-width.ts';
import { type PartRole, type PartSchema, partRolesOf } from './part-roles.ts';
import { countsText } from './part-counts.ts';

/** How something went; `none`: it goes on, or there is nothing to say. */
export type PartMark = 'good' | 'bad' | 'so-so' | 'none';

/** What a part is to a person: a piece of what somebody prints, or a line about the work. */
export type ToldPart =
  | {
      readonly kind: 'output';
      /** Which of several outputs it is a piece of. */
      readonly channel: string;
      /** As it came: several lines, or a piece of one. */
      readonly text: string;
    }
  | {
      readonly kind: 'line';
      readonly mark: PartMark;
      readonly words: string;
      /** How far it is, in numbers. */
      readonly counts: string;
      /** Whether the next part makes it out of date. */
      readonly isPassing: boolean;
    };

/** The words by which tools say how something went: pytest's outcomes, GitHub's conclusions, Docker's states of health. */
const marks: Readonly<Record<Exclude<PartMark, 'none'>, ReadonlySet<string>>> = {
  bad: new Set(['failed', 'failure', 'error', 'timed_out', 'startup_failure', 'unhealthy', 'dead', 'red']),
  good: new Set(['passed', 'success', 'succeeded', 'ok', 'healthy', 'green']),
  'so-so': new Set(['skipped', 'xfailed', 'xpassed', 'neutral', 'cancelled', 'stale']),
};

/** What the mark says as well. */
const plain: ReadonlySet<string> = new Set(['passed', 'success', 'failed', 'failure']);

const markOf = (states: readonly string[]): PartMark => {
  for (const mark of ['bad', 'good', 'so-so'] as const)
    if (states.some((state) => marks[mark].has(state.toLowerCase()))) return mark;
  return 'none';
};

interface Field {
  readonly name: string;
  readonly value: unknown;
  readonly role: PartRole;
}

/** `maxResults` in words: max results. */
const inWords = (name: string): string => name.replaceAll(/[A-Z]|_/g, (it) => ` ${it.replace('_', '')}`).toLowerCase();

/** Below it a tenth of a second says too little. */
const oneSecondMs = 1000;

const timeTaken = (durationMs: number): string => {
  if (durationMs >= oneSecondMs) return durationText(durationMs);
  return durationMs < 1 ? '<1 ms' : `${Math.round(durationMs)} ms`;
};

/** The longest value that is no text, in characters. */
const maxValueLength = 80;

const valueText = (value: unknown): string =>
  typeof value === 'string' ? oneLine(value) : oneLine(JSON.stringify(value)).slice(0, maxValueLength).toWellFormed();

const fieldText = ({ name, value, role }: Field): string => {
  if (role !== 'duration' || typeof value !== 'number') return `${oneLine(inWords(name))} ${valueText(value)}`;
  const what = inWords(name.replace(/Ms$/, ''));
  return what === 'duration' ? timeTaken(value) : `${what} ${timeTaken(value)}`;
};

const stateText = (state: string): string => oneLine(state.replaceAll('_', ' '));

const isLink = ({ value }: Field): boolean => typeof value === 'string' && /^https?:\/\//.test(value);

const lineOf = (fields: readonly Field[], isCounted: boolean): ToldPart => {
  const of = (...roles: readonly PartRole[]): readonly Field[] => fields.filter(({ role }) => roles.includes(role));
  const states = [...new Set(of('state').map(({ value }) => String(value)))];
  const mark = markOf(states);
  const [subject, ...names] = of('name');
  const others = names.filter((field) => !isLink(field) && !states.includes(String(field.value)));
  // Where to read on is worth its place when something went wrong.
  const links = mark === 'bad' ? names.filter(isLink) : [];
  const words = [
    subject === undefined ? '' : valueText(subject.value),
    states
      .filter((state) => !plain.has(state.toLowerCase()))
      .map(stateText)
      .join(', '),
    ...[...others, ...of('duration', 'value')].map(fieldText),
    ...links.map(({ value }) => valueText(value)),
  ];
  const isPassing = isCounted && mark === 'none' && of('duration').length === 0;
  const counts = countsText(of('size', 'count'));
  return { kind: 'line', mark, words: words.filter((word) => word !== '').join('  '), counts, isPassing };
};

/** The text, where a part holds nothing else but where it was printed. */
const outputOf = (fields: readonly Field[]): ToldPart | undefined => {
  const [text, ...more] = fields.filter(({ role }) => role !== 'tag' && role !== 'state' && role !== 'time');
  if (text === undefined || more.length > 0 || typeof text.value !== 'string' || text.role !== 'name') return undefined;
  const others = fields.filter((field) => field !== text);
  const isPiece = text.name === 'text';
  // With a word on how it went, a lone text is the name of what went so.
  if (!isPiece && text.name !== 'line' && others.some(({ role }) => role === 'state')) return undefined;
  const channel = others.map(({ value }) => String(value)).join(' ');
  return { kind: 'output', channel, text: isPiece ? text.value : withLineEnd(text.value) };
};

const withLineEnd = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

/** Reads the parts of an operation for people, as its schema for them says. */
export const partReaderOf = (schema: PartSchema): ((part: unknown) => ToldPart) => {
  const roles = partRolesOf(schema);
  return (part) => {
    if (typeof part === 'string') return { kind: 'output', channel: '', text: withLineEnd(part) };
    if (typeof part !== 'object' || part === null || Array.isArray(part))
      return { kind: 'line', mark: 'none', words: valueText(part), counts: '', isPassing: false };
    const given = Object.entries(part).map(([name, value]): Field => ({
      name,
      value,
      role: roles.get(name) ?? 'value',
    }));
    const fields = given.filter(({ value }) => value !== undefined && value !== null);
    // What is counted may be unknown just now.
    const isCounted = given.some(({ role }) => role === 'size' || role === 'count');
    return (isCounted ? undefined : outputOf(fields)) ?? lineOf(fields, isCounted);
  };
};
