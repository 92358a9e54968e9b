import type { Colours } from '../colours.ts';
import { durationText } from './duration-text.ts';
import { type Row, type RowState, visibleRows } from './progress-rows.ts';
import { fitted, oneLine, textWidth } from './text-width.ts';

/** What a tree is drawn for. */
export interface TreeLook {
  readonly columns: number;
  /** How many lines there is room for. */
  readonly lines: number;
  /** Milliseconds since the epoch, for what is still running. */
  readonly now: number;
  readonly colours: Colours;
}

interface Line {
  readonly indent: string;
  readonly mark: string;
  readonly label: string;
  readonly time: string;
  readonly detail: string;
  readonly paint: (text: string) => string;
}

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const spinnerStepMs = 100;

/** The mark, the time, the detail and the colour that go with a state. */
const looksOf = (state: RowState, { now, colours }: TreeLook): Pick<Line, 'mark' | 'time' | 'detail' | 'paint'> => {
  switch (state.kind) {
    case 'pending':
      return { mark: '·', time: '', detail: '', paint: colours.dim };
    case 'running': {
      const mark = spinner[Math.floor(now / spinnerStepMs) % spinner.length] ?? '⠋';
      return { mark, time: durationText(Math.max(0, now - state.sinceMs)), detail: '', paint: colours.cyan };
    }
    case 'waiting':
      return { mark: '?', time: '', detail: state.question, paint: colours.yellow };
    case 'finished':
      return { mark: '✔', time: durationText(state.durationMs), detail: '', paint: colours.green };
    case 'failed':
      return { mark: '✖', time: durationText(state.durationMs), detail: state.message, paint: colours.red };
    case 'undoing':
      return { mark: '↩', time: '', detail: 'undoing', paint: colours.yellow };
    case 'undone':
      return { mark: '↩', time: '', detail: 'undone', paint: colours.yellow };
    case 'undo_failed':
      return { mark: '!', time: '', detail: `not undone: ${state.message}`, paint: colours.red };
    default:
      return state satisfies never;
  }
};

const drawn = (line: Line, labelWidth: number, look: TreeLook): string => {
  const { indent, mark, label, time, detail, paint } = line;
  // The last column stays free: some terminals begin a new line when it is written to.
  const room = look.columns - 1;
  const head = fitted(`${indent}${mark} ${label}`, room);
  if (!head.startsWith(`${indent}${mark} `)) return head;
  const shownHead =
    indent +
    paint(mark) +
    (line.mark === '·' ? look.colours.dim(head.slice(indent.length + 1)) : head.slice(indent.length + 1));
  const gap = ' '.repeat(Math.max(2, labelWidth - textWidth(head) + 2));
  const tail = fitted(
    [time.padStart(time === '' ? 0 : 7), oneLine(detail)].filter((it) => it !== '').join('  '),
    room - textWidth(head) - gap.length,
  );
  return tail === '' ? shownHead : shownHead + gap + look.colours.dim(tail);
};

const active = ({ state }: Row): boolean =>
  state.kind === 'running' || state.kind === 'waiting' || state.kind === 'undoing';

/** As many rows as there is room for, around what is going on; whatever is left out is counted. */
const windowOf = (
  rows: readonly Row[],
  lines: number,
): { readonly above: number; readonly rows: readonly Row[]; readonly below: number } => {
  if (rows.length <= lines) return { above: 0, rows, below: 0 };
  // Where there is hardly any room, what is left out is not worth a line.
  const counted = lines > 2;
  const room = counted ? lines - 2 : lines;
  const focus = Math.max(rows.findLastIndex(active), 0);
  const above = Math.min(Math.max(0, focus - Math.floor(room / 2)), rows.length - room);
  const below = rows.length - room - above;
  return { above: counted ? above : 0, rows: rows.slice(above, above + room), below: counted ? below : 0 };
};

/** The tree as lines, none wider than the terminal and not more than there is room for. */
export const treeLines = (rows: readonly Row[], look: TreeLook): readonly string[] => {
  const { above, rows: shown, below } = windowOf(visibleRows(rows), look.lines);
  const lines = shown.map((row): Line => ({
    indent: '  '.repeat(row.depth),
    label: row.label,
    ...looksOf(row.state, look),
  }));
  const labelWidth = Math.max(0, ...lines.map((line) => line.indent.length + 2 + textWidth(line.label)));
  const more = (count: number): readonly string[] =>
    count > 0 ? [look.colours.dim(fitted(`… ${count} more`, look.columns - 1))] : [];
  return [...more(above), ...lines.map((line) => drawn(line, labelWidth, look)), ...more(below)];
};
