import type { RunDetails } from '@strata/durable';
import type { Colours } from '../colours.ts';
import { durationText } from '../progress/duration-text.ts';
import { fitted, oneLine, textWidth } from '../progress/text-width.ts';
import { runsCommand } from './store-place.ts';
import { needText, statusText } from './status-text.ts';
import type { PlaceState, TimelineItem } from './timeline.ts';

const looks: Readonly<Record<PlaceState, readonly [mark: string, paint: 'green' | 'red' | 'cyan' | 'yellow']>> = {
  done: ['✔', 'green'],
  failed: ['✖', 'red'],
  running: ['▶', 'cyan'],
  waiting: ['?', 'yellow'],
  attention: ['!', 'red'],
  undone: ['↩', 'yellow'],
};

/** How wide the bars are, in columns. */
const barWidth = 24;

/** Where on a run's time a place was: `··███·`. */
const barOf = ({ from, until }: TimelineItem, begin: number, end: number): string => {
  const scale = barWidth / Math.max(1, end - begin);
  const left = Math.min(barWidth - 1, Math.floor((from - begin) * scale));
  const right = Math.min(barWidth, Math.max(left + 1, Math.ceil(((until ?? end) - begin) * scale)));
  return '·'.repeat(left) + '█'.repeat(right - left) + '·'.repeat(barWidth - right);
};

const linesOf = (items: readonly TimelineItem[], begin: number, end: number, columns: number, colours: Colours) => {
  const widest = Math.max(0, ...items.map(({ at }) => textWidth(at)));
  // The bars stay readable where places are long.
  const width = Math.min(widest, Math.max(16, columns - barWidth - 24));
  return items.map((item) => {
    const { at, state, from, until, note = '' } = item;
    const [mark, paint] = looks[state];
    const place = fitted(at, width);
    const taken = durationText((until ?? end) - from).padStart(11);
    const bar = colours[paint](barOf(item, begin, end));
    const head = `${colours[paint](mark)} ${place}${' '.repeat(Math.max(0, width - textWidth(place)))}  ${bar}${taken}`;
    const room = columns - width - barWidth - 18;
    const tail = oneLine(note) === '' ? '' : fitted(oneLine(note), room);
    return tail === '' ? head : `${head}  ${colours.dim(tail)}`;
  });
};

const factsOf = (run: RunDetails, end: number, colours: Colours): readonly string[] => {
  const { id, workflow, status, createdAt, endedAt, agent, forkOf } = run;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['workflow', workflow],
    ['status', statusText(status, colours)],
    ['began', new Date(createdAt).toISOString()],
    [endedAt === undefined ? 'for' : 'took', durationText(end - createdAt)],
    ['by', agent],
    ['fork of', forkOf],
    ['needs', needText(run) || undefined],
  ];
  return [
    colours.bold(`Run ${id}`),
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name.padEnd(9)} ${oneLine(value)}`])),
  ];
};

/** What a person can do about a run as it stands. */
const nextSteps = ({ id, status, gates, attention = {}, problem }: RunDetails, store: string): readonly string[] => {
  const isLeft = problem !== undefined || status === 'paused' || status === 'pending';
  const words = [
    ...gates.map(({ at }) => `approve ${id} ${at}`),
    ...Object.keys(attention).map((at) => `resolve ${id} ${at} --happened | --did-not-happen | --give-up`),
    ...(isLeft ? [`resume ${id}`] : []),
  ];
  return words.map((one) => runsCommand(one, store));
};

/** What a run is drawn for. */
export interface RunLook {
  readonly now: number;
  readonly columns: number;
  readonly colours: Colours;
  /** The file that it is kept in. */
  readonly store: string;
}

/** A run as people read it: what it is, what it has done and when, what came of it, and what can be done about it. */
export const runText = (
  run: RunDetails,
  items: readonly TimelineItem[],
  { now, columns, colours, store }: RunLook,
): string => {
  const begin = run.createdAt;
  const end = Math.max(run.endedAt ?? now, ...items.map(({ until = 0 }) => until));
  const questions = run.gates.flatMap(({ question }) => [
    '',
    colours.yellow(`? ${oneLine(question.question)}`),
    ...(question.details ?? '').split('\n').map((line) => `  ${oneLine(line)}`),
  ]);
  const { outcome, problem } = run;
  const failure = outcome?.success === false ? (outcome.error as { readonly message?: string }).message : undefined;
  const blocked = problem === undefined ? [] : ['', 'It began as:', problem.expected, 'and is now:', problem.found];
  const steps = nextSteps(run, store).map((step) => `${colours.dim('→')} ${step}`);
  return [
    ...factsOf(run, end, colours),
    '',
    ...linesOf(items, begin, end, columns, colours),
    ...questions,
    ...blocked,
    ...(failure === undefined ? [] : ['', `${colours.red('✖')} ${oneLine(failure)}`]),
    ...(steps.length === 0 ? [] : ['', ...steps]),
    '',
  ].join('\n');
};
