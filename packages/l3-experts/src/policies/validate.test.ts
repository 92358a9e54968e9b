import { describe, expect, test } from 'vitest';
import { createDesk, type DeskOperations } from './desk.fixture.ts';
import { trace } from './trace.ts';
import { type BestPracticeOf, validate } from './validate.ts';

const rules: readonly BestPracticeOf<DeskOperations>[] = [
  {
    name: 'few_files',
    operation: 'write_files',
    field: 'files',
    check: ({ files }) => (files.length > 1 ? 'must be one at most' : undefined),
  },
  {
    name: 'no_drafts',
    operation: 'write_files',
    field: 'note',
    check: ({ note = '' }) => (note.includes('draft') ? 'must not be a draft' : undefined),
  },
];
const file = { path: 'a' };

describe('best practices', () => {
  test('what is not heeded comes back all at once, and the tool is not asked', async () => {
    const { tool, ctx, asked } = createDesk();
    const request = { operation: 'write_files', repo: 'r', files: [file, file], note: 'a draft' } as const;
    expect(await validate({ rules })(tool).execute(request, ctx)).toMatchObject({
      success: false,
      error: {
        kind: 'invalid_input',
        message: 'files: must be one at most (few_files); note: must not be a draft (no_drafts)',
        issues: [{ path: 'files' }, { path: 'note' }],
      },
    });
    expect(asked).toEqual([]);
  });

  test('what is heeded passes, and so does what no practice is about', async () => {
    const { tool, ctx, asked } = createDesk();
    const checked = validate({ rules })(tool);
    expect(await checked.execute({ operation: 'write_files', repo: 'r', files: [file] }, ctx)).toMatchObject({
      success: true,
    });
    await checked.execute({ operation: 'read_file', repo: 'r', path: 'a' }, ctx);
    expect(asked).toEqual(['write_files', 'read_file']);
  });

  test('what does not fit the schema is the tool’s own to refuse', async () => {
    const { tool, ctx } = createDesk();
    const answer = await validate({ rules })(tool).execute({ operation: 'write_files', repo: 'r' } as never, ctx);
    expect(answer).toMatchObject({ error: { kind: 'invalid_input', issues: [{ path: 'files' }] } });
  });

  test('an option that does not fit is a TypeError that names it', () => {
    const { tool } = createDesk();
    const check = () => undefined;
    expect(() => validate({ rules: [{ name: 'x', operation: 'write', field: '', check }] })(tool)).toThrow(
      "validate: x: desk has no operation 'write'",
    );
    expect(() => validate({ rules: [{ name: '', operation: 'x', field: '', check }] })).toThrow(
      /^validate: rules.0.name/,
    );
  });
});

test('a trace that nobody takes changes nothing', async () => {
  const { tool, ctx } = createDesk();
  const request = { operation: 'read_file', repo: 'r', path: 'a' } as const;
  expect(await trace()(tool).execute(request, ctx)).toMatchObject({ success: true });
});
