import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import picocolors from 'picocolors';
import { describe, expect, test } from 'vitest';
import { told } from './events.fixture.ts';
import type { OutlineEntry } from './outline.ts';
import { type Row, applyEvent, rowsOf, settled, visibleRows } from './progress-rows.ts';
import { textWidth } from './text-width.ts';
import { treeLines } from './tree-lines.ts';
import { textLike } from '../text-like.fixture.ts';

const outline: readonly OutlineEntry[] = [
  { at: 'run_ci', label: 'run ci', shown: true },
  { at: 'run_ci/change', label: 'change', shown: false },
  { at: 'run_ci/change/given/given', label: 'given', shown: true },
  { at: 'run_ci/tests', label: 'tests', shown: true },
  { at: 'create_pr', label: 'create pr', shown: true },
  { at: 'approve', label: 'approve', shown: true },
];

const after = (...events: readonly Parameters<typeof applyEvent>[1][]): readonly Row[] =>
  events.reduce(applyEvent, rowsOf(outline));

const look = { columns: 60, lines: 40, now: 1_500, colours: picocolors.createColors(false) };
const drawn = (rows: readonly Row[]): readonly string[] => treeLines(rows, look);

describe('the tree', () => {
  test('before anything has begun it shows what is to come', () => {
    expect(drawn(rowsOf(outline))).toEqual(['· run ci', '  · given', '  · tests', '· create pr', '· approve']);
  });

  test('it fills in, and ways that were not taken go', () => {
    const rows = after(
      told.started('run_ci'),
      told.started('run_ci/tests'),
      told.finished('run_ci/tests', 960),
      told.finished('run_ci', 62_000),
      told.started('create_pr'),
    );
    expect(drawn(rows)).toEqual([
      '✔ run ci     1 min 02 s',
      '  ✔ tests      1.0 s',
      '⠴ create pr    0.5 s',
      '· approve',
    ]);
  });

  test('a gate shows its question, a failure its cause, undoing what became of it', () => {
    const rows = after(
      told.finished('create_pr'),
      told.waiting('approve', 'Merge\n#1?'),
      told.failed('approve', 'ann said no'),
      told.undoing('create_pr'),
      told.undone('create_pr'),
    );
    expect(drawn(after(told.waiting('approve', 'Merge\n#1?'))).at(-1)).toMatch(/^\? approve +Merge #1\?$/);
    expect(drawn(rows).slice(-2)).toEqual([
      textLike(/^↩ create pr +undone$/),
      textLike(/^✖ approve +0\.3 s {2}ann said no$/),
    ]);
    expect(drawn(after(told.undoFailed('create_pr', 'no rights'))).join('\n')).toMatch(
      /! create pr +not undone: no rights/,
    );
  });

  test('what is undone without an answer needed no undoing: it is as it was', () => {
    const rows = after(
      told.finished('run_ci/tests'),
      told.finished('create_pr'),
      told.undoing('create_pr'),
      told.undoing('run_ci/tests'),
    );
    expect(rows.find((row) => row.at === 'create_pr')?.state).toEqual({ kind: 'finished', durationMs: 1_200 });
    expect(settled(rows).find((row) => row.at === 'run_ci/tests')?.state).toEqual({
      kind: 'finished',
      durationMs: 1_200,
    });
  });

  test('nodes that nobody announced appear below the one that they belong to', () => {
    const rows = after(
      told.started('run_ci'),
      told.started('run_ci/extra[1]/copy'),
      told.step('run_ci/sum'),
      told.started('late'),
    );
    expect(visibleRows(rows).map((row) => `${row.depth} ${row.at}`)).toEqual([
      '0 run_ci',
      '1 run_ci/change/given/given',
      '1 run_ci/tests',
      '1 run_ci/extra[1]/copy',
      '0 create_pr',
      '0 approve',
      '0 late',
    ]);
  });

  test('what only computes is shown when it fails', () => {
    expect(drawn(after(told.failed('same_base', 'the base has moved', 'step'))).at(-1)).toMatch(
      /^✖ same base +0\.3 s {2}the base has moved$/,
    );
  });

  test('in a low window it shows what is going on, and counts the rest', () => {
    const rows = after(told.finished('run_ci'), told.finished('run_ci/tests'), told.started('create_pr'));
    expect(treeLines(rows, { ...look, lines: 3 })).toEqual(['… 2 more', textLike(/create pr/), '… 1 more']);
    expect(treeLines(rows, { ...look, lines: 1 })).toEqual([textLike(/create pr/)]);
  });
});

test('whatever is told, no line is wider than the window and there are never more than fit', () => {
  const at = fc.constantFrom('run_ci', 'run_ci/tests', 'create_pr', 'approve', 'other/deep/node', 'each[2]/x');
  const text = fc.string({ unit: 'grapheme', maxLength: 60 });
  const event = fc.oneof(
    at.map(told.started),
    at.map((it) => told.finished(it)),
    fc.tuple(at, text).map(([it, message]) => told.failed(it, message)),
    fc.tuple(at, text).map(([it, question]) => told.waiting(it, question)),
    at.map(told.undoing),
    at.map(told.undone),
    fc.tuple(at, text).map(([it, message]) => told.undoFailed(it, message)),
  );
  fc.assert(
    fc.property(
      fc.array(event),
      fc.integer({ min: 2, max: 100 }),
      fc.integer({ min: 1, max: 12 }),
      fc.boolean(),
      (events, columns, lines, coloured) => {
        const shown = treeLines(after(...events), {
          columns,
          lines,
          now: 5_000,
          colours: picocolors.createColors(coloured),
        });
        expect(shown.length).toBeLessThanOrEqual(lines);
        for (const line of shown) {
          expect(textWidth(stripVTControlCharacters(line))).toBeLessThan(columns);
          expect(line).not.toMatch(/[\r\n]/);
        }
      },
    ),
  );
});
