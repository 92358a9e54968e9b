import { createPolicy } from '@strata/core';
import { describe, expect, test } from 'vitest';
import type { AuditRecord } from './audit-record.ts';
import { audit } from './audit.ts';
import { createDesk } from './desk.fixture.ts';
import { verifyAudit } from './verify-audit.ts';

const write = { operation: 'write_files', repo: 'octo/app', files: [], note: 'x' } as const;

/** A sink that holds every line from the given one on, until it is released. */
const open = (from: number) => {
  const lines: string[] = [];
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  let count = 0;
  const sink = {
    last: () => Promise.resolve(lines.at(-1)),
    append: async (line: string) => {
      if (count++ >= from) await released;
      lines.push(line);
    },
  };
  const desk = createDesk();
  const records = () => lines.map((line) => JSON.parse(line) as AuditRecord);
  const audited = audit({ sink });
  return { ...desk, bare: desk.tool, tool: audited(desk.tool), audited, lines, records, release };
};

describe('S61: an intent that takes long to be recorded', () => {
  test('is waited for as long as its caller is there; written later, it was cancelled', async () => {
    const { tool, ctx, asked, records, lines, release } = open(0);
    const caller = new AbortController();
    const writing = tool.execute(write, { ...ctx, signal: caller.signal });
    caller.abort();
    expect(await writing).toMatchObject({
      error: { kind: 'cancelled', message: 'cancelled while it waited for its record', mayHaveHappened: false },
      meta: { attempts: 0 },
    });
    release();
    await expect.poll(() => lines.length).toBe(2);
    expect(records()).toMatchObject([{ kind: 'intent' }, { kind: 'outcome', of: 0, outcome: 'cancelled' }]);
    expect(await verifyAudit(lines)).toMatchObject({ valid: true, unfinished: [] });
    expect(asked).toEqual([]);
  });

  test('is waited for until the deadline, and the next one may still be recorded', async () => {
    const { tool, ctx, clock, asked, records, lines, release } = open(0);
    const writing = tool.execute(write, { ...ctx, deadlineAt: clock.now() + 1000 });
    const patient = tool.execute(write, ctx);
    await clock.advance(1000);
    expect(await writing).toMatchObject({
      error: { kind: 'timed_out', limitMs: 1000, mayHaveHappened: false },
      meta: { attempts: 0, durationMs: 1000 },
    });
    release();
    expect(await patient).toMatchObject({ success: true });
    await expect.poll(() => lines.length).toBe(4);
    const outcomes = records().filter((record) => record.kind === 'outcome');
    expect(outcomes.map(({ of, outcome }) => [of, outcome])).toEqual([
      [0, 'timed_out'],
      [1, 'success'],
    ]);
    expect([asked, clock.pending]).toEqual([['write_files'], 0]);
  });
});

describe('S61: an outcome that takes long to be recorded', () => {
  test('is waited for while its caller is there, and a moment longer; the result is what it is', async () => {
    const { tool, ctx, clock, lines, release } = open(1);
    const caller = new AbortController();
    let isAnswered = false;
    const writing = tool.execute(write, { ...ctx, signal: caller.signal }).finally(() => (isAnswered = true));
    await clock.advance(60_000);
    caller.abort();
    await clock.advance(4999);
    expect(isAnswered).toBe(false);
    await clock.advance(1);
    expect(await writing).toMatchObject({ success: true, data: { note: 'x' } });
    expect(clock.pending).toBe(0);
    release();
    await expect.poll(() => lines.length).toBe(2);
    expect(await verifyAudit(lines)).toMatchObject({ valid: true, unfinished: [] });
  });

  test('is recorded before the answer of a caller who has gone meanwhile, when it does not take long', async () => {
    const { bare, ctx, clock, lines, audited } = open(Infinity);
    const caller = new AbortController();
    const leaving = createPolicy(() => (_call, proceed) => {
      caller.abort();
      return proceed();
    });
    const answer = await audited(leaving(bare)).execute(write, { ...ctx, signal: caller.signal });
    expect(answer).toMatchObject({ error: { kind: 'cancelled' } });
    expect([lines.length, clock.pending]).toEqual([2, 0]);
  });
});
