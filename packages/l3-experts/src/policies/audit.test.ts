import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Secret } from '@strata/core';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { AuditRecord } from './audit-record.ts';
import { type AuditSink, auditFile } from './audit-sink.ts';
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

describe('a file', () => {
  let path: string;
  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'strata-audit-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    path = join(folder, 'audit.jsonl');
  });
  const linesOf = async () => (await readFile(path, 'utf8')).trimEnd().split('\n');

  test('keeps the chain from one run to the next, for its owner alone', async () => {
    for (let run = 0; run < 3; run++) {
      await using sink = auditFile(path);
      const { tool, ctx } = audited(sink);
      await tool.execute(write('x'.repeat(run * 900)), ctx);
    }
    expect(await verifyAudit(await linesOf())).toMatchObject({ valid: true, records: 6 });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('what a crash left half-written is cut off, however long the lines are', async () => {
    const long = `{"a":"${'x'.repeat(200_000)}"}`;
    await writeFile(path, `{"first":1}\n${long}\n{"torn":`);
    await using sink = auditFile(path);
    expect(await sink.last()).toBe(long);
    await sink.append('next');
    expect(await linesOf()).toEqual(['{"first":1}', long, 'next']);
  });

  test('nothing but a torn line is nothing', async () => {
    await writeFile(path, '{"torn":');
    await using sink = auditFile(path);
    expect(await sink.last()).toBeUndefined();
    expect((await stat(path)).size).toBe(0);
  });

  test('has one writer', async () => {
    await using first = auditFile(path);
    await first.append('x');
    const second = audited(auditFile(path));
    expect(await second.tool.execute(write('x'), second.ctx)).toMatchObject({
      error: { kind: 'refused', message: expect.stringContaining('an audit has one writer') as unknown },
    });
    expect(second.asked).toEqual([]);
  });

  test('a lock that a crash left behind is taken over, one of another machine is not', async () => {
    // A process that has ended: its number belongs to nobody.
    const { stdout } = await promisify(execFile)(process.execPath, ['-p', 'process.pid']);
    await writeFile(`${path}.lock`, `${stdout.trim()} ${hostname()}\n`);
    await using sink = auditFile(path);
    await sink.append('x');
    await writeFile(`${path}2.lock`, `${stdout.trim()} another-${hostname()}\n`);
    await expect(auditFile(`${path}2`).last()).rejects.toThrow('one writer');
  });

  test('a lock with our own number that is not ours was left by a process before us: a container starts anew', async () => {
    await writeFile(`${path}.lock`, `${process.pid} ${hostname()}\n`);
    await using sink = auditFile(path);
    await sink.append('x');
    // Now it is ours: a second writer in this very process is turned away.
    await expect(auditFile(path).last()).rejects.toThrow('one writer');
  });

  test.skipIf(process.platform !== 'linux')(
    'and so was one whose process began at another time (told apart on Linux)',
    async () => {
      await writeFile(`${path}.lock`, `${process.ppid} ${hostname()} 1\n`);
      await using sink = auditFile(path);
      await sink.append('x');
      expect(await linesOf()).toEqual(['x']);
    },
  );

  test('a take-over that a crash cut short is taken over as well', async () => {
    for (const lock of [`${path}.lock`, `${path}.lock.next`]) await writeFile(lock, `${process.pid} ${hostname()}\n`);
    await using sink = auditFile(path);
    await sink.append('x');
    expect([existsSync(`${path}.lock.next`), existsSync(`${path}.lock.next.next`)]).toEqual([false, false]);
  });

  test('of many who want a lock that was left behind, one gets it and keeps it', async () => {
    const source = join(import.meta.dirname, 'audit-sink.ts');
    const code = `import { auditFile } from ${JSON.stringify(source)};
      process.stdin.on('data', async (line) => {
        console.log(await auditFile(String(line).trim()).last().then(() => 'got', () => 'no'));
      });
      console.log('ready');`;
    const writers = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['--input-type=module-typescript', '--eval', code], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    onTestFinished(() => writers.forEach((writer) => writer.kill()));
    const answers = writers.map((writer) => createInterface(writer.stdout)[Symbol.asyncIterator]());
    const next = () => Promise.all(answers.map(async (lines) => String((await lines.next()).value)));
    expect(await next()).toEqual(Array(4).fill('ready'));
    for (let round = 0; round < 40; round++) {
      const contested = `${path}${round}`;
      await writeFile(`${contested}.lock`, `999999999 ${hostname()}\n`);
      for (const { stdin } of writers) stdin.write(`${contested}\n`);
      expect((await next()).filter((answer) => answer === 'got')).toHaveLength(1);
      expect(existsSync(`${contested}.lock`)).toBe(true);
    }
  });

  test('that was disposed of is not opened again', async () => {
    for (const use of [true, false]) {
      const sink = auditFile(path);
      if (use) await sink.append('x');
      await sink[Symbol.asyncDispose]();
      await expect(sink.append('y')).rejects.toThrow('was disposed of');
      await expect(sink.last()).rejects.toThrow('was disposed of');
      expect(existsSync(`${path}.lock`)).toBe(false);
    }
  });

  test('that is disposed of gives its lock back, and does not grow on', async () => {
    const sink = auditFile(path);
    await sink.append('x');
    expect(existsSync(`${path}.lock`)).toBe(true);
    await sink[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  test('one whose folder is not there refuses the write, and takes it when the folder is', async () => {
    const lost = auditFile(join(path, 'audit.jsonl'));
    onTestFinished(() => lost[Symbol.asyncDispose]());
    const { tool, ctx } = audited(lost);
    expect(await tool.execute(write('x'), ctx)).toMatchObject({ error: { kind: 'refused' } });
    await appendFile(path, '');
    await rm(path);
    await promisify(execFile)('mkdir', [path]);
    expect(await tool.execute(write('x'), ctx)).toMatchObject({ success: true });
  });
});

test('an option that does not fit is a TypeError that names it', () => {
  expect(() => audit({ sink: {} } as never)).toThrow(/^audit: sink: must be a sink/);
});
