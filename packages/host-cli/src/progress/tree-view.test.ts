import { createManualClock } from '@strata/testing';
import picocolors from 'picocolors';
import { expect, test } from 'vitest';
import { MemoryStream } from '../memory-io.fixture.ts';
import { RedactedOutput } from '../redacted-output.ts';
import { Screen } from '../screen.fixture.ts';
import { told } from './events.fixture.ts';
import type { OutlineEntry } from './outline.ts';
import { TreeView } from './tree-view.ts';

const outline: readonly OutlineEntry[] = [
  { at: 'create_pr', label: 'create pr', shown: true },
  { at: 'approve', label: 'approve', shown: true },
];

const view = () => {
  const target = new MemoryStream(true);
  const output = new RedactedOutput(target, []);
  const clock = createManualClock({ now: 1_000 });
  const tree = new TreeView(outline, { output, clock, colours: picocolors.createColors(false) });
  const screen = async (): Promise<Screen> => {
    await output.flushed();
    return new Screen(target.columns).write(target.text);
  };
  return { target, output, clock, tree, screen };
};

test('it is drawn in place while time passes, without a cursor', async () => {
  const { clock, tree, screen } = view();
  tree.show(told.started('create_pr'));
  await clock.advance(1_000);
  expect((await screen()).lines).toEqual(['⠋ create pr    1.0 s', '· approve', '']);
  expect((await screen()).cursorShown).toBe(false);
  tree.end();
  tree.end();
  expect(clock.pending).toBe(0);
  expect((await screen()).cursorShown).toBe(true);
});

test('it makes way for a question and comes back below the answer, once', async () => {
  const { clock, output, tree, screen } = view();
  tree.show(told.finished('create_pr'));
  tree.pause();
  expect((await screen()).lines).toEqual(['']);
  expect((await screen()).cursorShown).toBe(true);
  output.write('Merge? yes\n');
  tree.say('Somebody asked to stop.');
  tree.resume();
  tree.resume();
  tree.show(told.finished('approve'));
  tree.say('One line\nthat stays.');
  tree.end();
  expect((await screen()).lines).toEqual([
    'Merge? yes',
    'Somebody asked to stop.',
    'One line that stays.',
    '✔ create pr    1.2 s',
    '✔ approve      1.2 s',
    '',
    '',
  ]);
  expect(clock.pending).toBe(0);
});

test('in a window that has become narrower it draws over all that it had drawn', async () => {
  const { target, output, tree } = view();
  tree.show(told.failed('create_pr', 'x'.repeat(60)));
  target.emit('resize');
  await output.flushed();
  const before = target.text.length;
  target.columns = 40;
  target.emit('resize');
  await output.flushed();
  // Three lines of the old width: one of 60 and more, now two, and one short one.
  expect(target.text.slice(before).startsWith('\u001B[3A\r')).toBe(true);
  tree.end();
});

test('the process gives the cursor back however it ends', () => {
  const listeners = process.listenerCount('exit');
  const { tree } = view();
  expect(process.listenerCount('exit')).toBe(listeners + 1);
  tree.end();
  expect(process.listenerCount('exit')).toBe(listeners);
});
