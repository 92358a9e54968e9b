import type { PortableRun } from '@strata/durable';
import { durationText } from '../progress/duration-text.ts';
import { type TimelineItem, timelineOf } from './timeline.ts';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const jsonText = (value: unknown): string => escaped(JSON.stringify(value, null, 2) ?? '');

const payload = (title: string, value: unknown): string =>
  value === undefined ? '' : `<h3>${title}</h3><pre>${jsonText(value)}</pre>`;

/** The shape of a flow, as a store keeps it. */
interface Shape {
  readonly label: string;
  readonly key: string;
  readonly children: readonly Shape[];
}

const shapeOf = (text: string | undefined): Shape | undefined => {
  try {
    return text === undefined || text === '' ? undefined : (JSON.parse(text) as Shape);
  } catch {
    // Exported by a version that wrote it otherwise: the timeline has all that was done.
    return undefined;
  }
};

/** Where a node is in its flow's shape, which has each but once: items and attempts left out. */
const placeOf = (at: string): string => at.replaceAll(/\[\d+\]|#\d+\//g, '');

const treeOf = ({ label, key, children }: Shape, reached: ReadonlyMap<string, TimelineItem>): string => {
  const state = reached.get(key)?.state;
  const inner = children.map((child) => `<li>${treeOf(child, reached)}</li>`).join('');
  const text = `<span class="${state ?? 'open'}">${escaped(label)}</span>`;
  return inner === '' ? text : `${text}<ul>${inner}</ul>`;
};

const rowOf = (item: TimelineItem, begin: number, end: number): string => {
  const { at, state, from, until = end, note = '', request, value } = item;
  const share = (ms: number): string => ((100 * ms) / Math.max(1, end - begin)).toFixed(2);
  const bar = `<div class="bar ${state}" style="left:${share(from - begin)}%;width:max(2px,${share(until - from)}%)"></div>`;
  const details = payload('Request', request) + payload('Outcome', value);
  const head = `<span class="at ${state}">${escaped(at)}</span><span class="track">${bar}</span><span class="time">${durationText(until - from)}</span><span class="note">${escaped(note)}</span>`;
  return details === ''
    ? `<div class="row">${head}</div>`
    : `<details><summary class="row">${head}</summary>${details}</details>`;
};

const style = `
:root { color-scheme: light dark; --done: #1a7f37; --failed: #cf222e; --waiting: #9a6700; --undone: #8250df; --line: #8884; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; } dt { opacity: .7; } dd { margin: 0; }
pre { overflow: auto; max-height: 30rem; padding: .75rem; border: 1px solid var(--line); border-radius: 6px; font-size: 13px; }
ul { list-style: none; padding-left: 1.25rem; border-left: 1px solid var(--line); }
.row { display: grid; grid-template-columns: 16rem 1fr 6rem 16rem; gap: .75rem; align-items: center; padding: .15rem 0; }
summary { cursor: pointer; } summary::-webkit-details-marker { display: none; } summary .at::before { content: '▸ '; opacity: .6; } details[open] > summary .at::before { content: '▾ '; }
.at { overflow-wrap: anywhere; } .time { text-align: right; font-variant-numeric: tabular-nums; } .note { opacity: .75; overflow-wrap: anywhere; }
.track { position: relative; height: .9rem; background: var(--line); border-radius: 3px; } .bar { position: absolute; height: 100%; border-radius: 3px; background: #0969da; }
.done { color: var(--done); } .bar.done { background: var(--done); } .failed, .attention { color: var(--failed); } .bar.failed, .bar.attention { background: var(--failed); }
.waiting { color: var(--waiting); } .bar.waiting { background: var(--waiting); } .undone { color: var(--undone); } .bar.undone { background: var(--undone); } .open { opacity: .55; }
@media (max-width: 50rem) { .row { grid-template-columns: 1fr 6rem; } .track, .note { grid-column: 1 / -1; } }
`;

/** A run as a page that needs nothing else: its tree, its timeline, and what went in and out. */
export const runPage = ({ run, input, outcome, entries, trees }: PortableRun, now: number): string => {
  const history = entries.map(({ kind, key, value, at }) => ({ kind, at: key, time: at, value }));
  const items = timelineOf(history, run.createdAt);
  const end = Math.max(run.endedAt ?? now, ...items.map(({ until = 0 }) => until));
  const shape = shapeOf(trees[run.tree]);
  const reached = new Map(items.map((item) => [placeOf(item.at), item]));
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Workflow', run.workflow],
    ['Status', run.status],
    ['Began', new Date(run.createdAt).toISOString()],
    [run.endedAt === undefined ? 'For' : 'Took', durationText(end - run.createdAt)],
    ['By', run.agent],
    ['Fork of', run.forkOf],
  ];
  const list = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [`<dt>${name}</dt><dd>${escaped(value)}</dd>`],
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(run.workflow)} ${escaped(run.id)}</title>
<style>${style}</style>
</head>
<body>
<h1>Run ${escaped(run.id)}</h1>
<dl>${list.join('')}</dl>
<h2>Timeline</h2>
${items.map((item) => rowOf(item, run.createdAt, end)).join('\n')}
${shape === undefined ? '' : `<h2>Flow</h2>\n<div class="tree">${treeOf(shape, reached)}</div>`}
<h2>Input and outcome</h2>
${payload('Input', input)}${payload('Outcome', outcome)}
</body>
</html>
`;
};
