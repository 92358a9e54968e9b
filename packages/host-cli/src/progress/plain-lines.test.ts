import { Secret } from '@strata/core';
import { expect, test } from 'vitest';
import { MemoryStream } from '../memory-io.fixture.ts';
import { RedactedOutput } from '../redacted-output.ts';
import { told } from './events.fixture.ts';
import { createPlainLines } from './plain-lines.ts';

test('one line for each event; what only computes is told of when it fails', async () => {
  const target = new MemoryStream();
  const output = new RedactedOutput(target, [new Secret('hush-hush')]);
  const lines = createPlainLines(output);
  const events = [
    told.started('create_pr'),
    told.finished('create_pr'),
    told.step('same_base'),
    told.failed('same_base', 'the base\nhas moved', 'step'),
    told.waiting('approve', 'Merge #1 hush-hush?'),
    told.decided('approve', true),
    told.decided('approve', false),
    told.undoing('create_pr'),
    told.undone('create_pr'),
    told.undoFailed('create_branch', 'no rights'),
  ];
  for (const event of events) lines.show(event);
  lines.say('One\nmore.');
  lines.end();
  await output.flushed();
  expect(target.text.split('\n')).toEqual([
    'create_pr: started',
    'create_pr: finished in 1.2 s',
    'same_base: failed after 0.3 s: the base has moved',
    'approve: waiting: Merge #1 [secret]?',
    'approve: approved by ann',
    'approve: refused by ann',
    'create_pr: undoing',
    'create_pr: undone',
    'create_branch: not undone: no rights',
    'One more.',
    '',
  ]);
});
