import type { Tool } from '@strata/core';
import { expect, test } from 'vitest';
import { type NotebookOperations, createNotebook, cut } from './notebook.fixture.ts';
import { retry } from './retry.ts';

test('S51, F16: a call that left nothing to look for is not made again, although its operation can be looked for', async () => {
  const { tool, clock, calls, ctx } = createNotebook([cut(true)]);
  const { add_note: addNote } = tool.operations;
  if (addNote.locate === undefined) throw new Error('a note can be looked for');
  const locate = { ...addNote.locate, request: () => undefined };
  const operations: NotebookOperations = { ...tool.operations, add_note: { ...addNote, locate } };
  const unmarked: Tool<NotebookOperations> = { ...tool, operations };

  const answer = await clock.until(retry()(unmarked).execute({ operation: 'add_note', text: 'a' }, ctx));

  expect(answer).toMatchObject({ success: false, error: { kind: 'unavailable', mayHaveHappened: true } });
  expect(calls.map(({ operation }) => operation)).toEqual(['add_note']);
});
