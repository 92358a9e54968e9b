import { Secret } from '@strata/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuditRecord } from './audit-record.ts';
import type { AuditSink } from './audit-sink.ts';
import { audit } from './audit.ts';
import { createDesk } from './desk.fixture.ts';
import { guard } from './guard.ts';
import { verifyAudit } from './verify-audit.ts';

const write = (note: string) => ({ operation: 'write_files', repo: 'octo/app', files: [], note }) as const;

/** Lines in memory. */
const memorySink = () => {
  const lines: string[] = [];
  const sink: AuditSink = {
    last: () => Promise.resolve(lines.at(-1)),
    append: (line) => Promise.resolve(void lines.push(line)),
  };
  const records = () => lines.map((line) => JSON.parse(line) as AuditRecord);
  return { sink, lines, records };
};

const audited = (sink: AuditSink, secrets: readonly Secret[] = []) => {
  const desk = createDesk();
  return { ...desk, tool: audit({ sink, secrets })(desk.tool) };
};

describe('S61: every write is recorded', () => {
  test('who, what, why, and with what result', async () => {
    const { sink, records, lines } = memorySink();
    const { tool, ctx, clock } = audited(sink);
    await tool.execute(write('hello'), { ...ctx, reason: 'the build is red', callId: 'run/write' });
    await clock.advance(1000);
    await tool.execute(write('conflict'), ctx);
    expect(records()).toMatchObject([
      {
        seq: 0,
        kind: 'intent',
        at: 1_700_000_000_000,
        agent: 'ann',
        reason: 'the build is red',
        correlationId: 'run',
        callId: 'run/write',
        tool: 'desk',
        operation: 'write_files',
        effect: 'write',
        input: { repo: 'octo/app', files: [], note: 'hello' },
        prevHash: '0'.repeat(64),
      },
      { seq: 1, kind: 'outcome', of: 0, outcome: 'success', details: { note: 'hello' } },
      { seq: 2, kind: 'intent', callId: 'id-1', at: 1_700_000_001_000 },
      { seq: 3, kind: 'outcome', of: 2, outcome: 'conflict', details: { message: 'moved on' } },
    ]);
    expect(await verifyAudit(lines)).toMatchObject({ valid: true, records: 4, unfinished: [] });
  });

  test('before it happens', async () => {
    const { sink, lines } = memorySink();
    const { tool, ctx, asked } = createDesk();
    const seen: number[] = [];
    const watching: typeof tool = {
      ...tool,
      execute: (...given) => {
        seen.push(lines.length, asked.length);
        return tool.execute(...given);
      },
    };
    await audit({ sink })(watching).execute(write('x'), ctx);
    expect(seen).toEqual([1, 0]);
  });

  test('and so is one that a rule denies, and one that ends in a bug', async () => {
    const { sink, records } = memorySink();
    const { tool, ctx } = createDesk();
    const policy = audit({ sink });
    await policy(guard({ rules: [] })(tool)).execute(write('x'), ctx);
    const broken = { ...tool, execute: () => Promise.reject(new Error('bug')) };
    await expect(policy(broken).execute(write('x'), ctx)).rejects.toThrow('bug');
    expect(records()).toMatchObject([
      { kind: 'intent' },
      { outcome: 'forbidden', details: { rule: 'otherwise' } },
      { kind: 'intent' },
      { outcome: 'defect' },
    ]);
  });

  test('reads and dry runs leave no trace', async () => {
    const { sink, lines } = memorySink();
    const { tool, ctx } = audited(sink);
    await tool.execute({ operation: 'read_file', repo: 'octo/app', path: 'a' }, ctx);
    await tool.execute(write('x'), { ...ctx, dryRun: true });
    expect(lines).toEqual([]);
  });

  test('without what nobody may see, and long texts by their hash', async () => {
    const { sink, lines, records } = memorySink();
    const token = new Secret('tok"en\n1');
    const { tool, ctx } = audited(sink, [token]);
    const files = [{ path: 'a', content: 'x'.repeat(5000) }];
    const request = { ...write(`say ${token.reveal()}`), files };
    await tool.execute(request, { ...ctx, reason: `because of ${token.reveal()}` });
    expect(lines.join('\n')).not.toContain(JSON.stringify(token.reveal()).slice(1, -1));
    expect(records()[0]).toMatchObject({
      reason: 'because of [secret]',
      input: {
        note: 'say [secret]',
        files: [{ content: expect.stringMatching(/^sha256:[0-9a-f]{64} \(5000/) as unknown }],
      },
    });
    expect(lines.every((line) => line.length < 1000)).toBe(true);
  });

  test('without the values of maps that secrets are put into, in inputs and in outcomes', async () => {
    const { sink, lines, records } = memorySink();
    const { tool, ctx } = createDesk();
    const request = { ...write('x'), env: { PASSWORD: 'hunter2' } };
    await audit({ sink })(tool).execute(request, ctx);
    expect(records()[0]).toMatchObject({ input: { note: 'x', env: { PASSWORD: '[hidden]' } } });
    expect(records()[1]).toMatchObject({ details: { note: 'x', env: { PASSWORD: '[hidden]' } } });
    expect(lines.join()).not.toContain('hunter2');
    await audit({ sink, hidden: ['note'] })(tool).execute(request, ctx);
    expect(records()[2]).toMatchObject({ input: { note: '[hidden]', env: { PASSWORD: 'hunter2' } } });
  });

  test('in order, also when many write at once', async () => {
    const { sink, lines } = memorySink();
    const { tool, ctx } = audited(sink);
    await Promise.all(Array.from({ length: 50 }, (_, count) => tool.execute(write(String(count)), ctx)));
    expect(await verifyAudit(lines)).toMatchObject({ valid: true, records: 100, unfinished: [] });
  });
});

describe('S61: a sink in trouble', () => {
  test('keeps a write from being done', async () => {
    const failing = {
      last: () => Promise.resolve(undefined),
      append: () => Promise.reject(new Error('disk full\nsorry')),
    };
    const { tool, ctx, asked } = audited(failing);
    expect(await tool.execute(write('x'), ctx)).toMatchObject({
      error: { kind: 'refused', message: 'it was not done, because it could not be recorded: disk full' },
    });
    expect(asked).toEqual([]);
  });

  test('does not take away the result of one that was done; the chain goes on from what is there', async () => {
    const { sink, lines } = memorySink();
    let count = 0;
    const shaky = {
      ...sink,
      append: (line: string) => (++count === 2 ? Promise.reject(new Error('no')) : sink.append(line)),
    };
    const { tool, ctx } = audited(shaky);
    expect(await tool.execute(write('x'), ctx)).toMatchObject({ success: true });
    expect(await tool.execute(write('y'), ctx)).toMatchObject({ success: true });
    expect(await verifyAudit(lines)).toMatchObject({ valid: true, records: 3, unfinished: [0] });
  });
});

describe('S61: the chain shows', () => {
  const chain = async () => {
    const { sink, lines } = memorySink();
    const { tool, ctx } = audited(sink);
    for (const note of ['a', 'b', 'c', 'd']) await tool.execute(write(note), ctx);
    return lines;
  };

  test('any change of any character, and any line that was left out, doubled or moved', async () => {
    const lines = await chain();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(lines.length - 1),
        fc.nat(),
        fc.constantFrom('change', 'drop', 'double', 'move'),
        async (at, place, how) => {
          const line = lines[at] ?? '';
          const index = place % line.length;
          const other = line[index] === '0' ? '1' : '0';
          const changed = {
            change: lines.with(at, `${line.slice(0, index)}${other}${line.slice(index + 1)}`),
            drop: lines.toSpliced(at, 1),
            double: lines.toSpliced(at, 0, line),
            move: [...lines.slice(1), lines[0] ?? ''],
          }[how];
          // What is missing at the end shows by the hash that was kept elsewhere.
          const verdict = await verifyAudit(changed, {
            knownHash: (JSON.parse(lines.at(-1) ?? '') as AuditRecord).hash,
          });
          expect(verdict.valid).toBe(false);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('the first line that does not fit, and what is wrong with it', async () => {
    const lines = await chain();
    const forged = lines.with(4, (lines[4] ?? '').replace('"c"', '"C"'));
    expect(await verifyAudit(forged)).toEqual({
      valid: false,
      line: 5,
      problem: 'was changed: its hash is that of something else',
    });
    expect(await verifyAudit(lines.slice(0, 6), { knownHash: '1'.repeat(64) })).toMatchObject({
      valid: false,
      line: 7,
    });
    expect(await verifyAudit(['{'])).toMatchObject({ valid: false, line: 1, problem: 'is no record of an audit' });
  });
});

test('an option that does not fit is a TypeError that names it', () => {
  expect(() => audit({ sink: memorySink().sink, hidden: [''] })).toThrow(/^audit: hidden/);
  expect(() => audit({ sink: {} } as never)).toThrow(/^audit: sink: must be a sink/);
});
