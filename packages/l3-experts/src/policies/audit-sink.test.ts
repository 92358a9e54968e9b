import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type AuditSink, auditFile } from './audit-sink.ts';
import { audit } from './audit.ts';
import { createDesk } from './desk.fixture.ts';
import { verifyAudit } from './verify-audit.ts';

const write = (note: string) => ({ operation: 'write_files', repo: 'octo/app', files: [], note }) as const;

const audited = (sink: AuditSink) => {
  const desk = createDesk();
  return { ...desk, tool: audit({ sink })(desk.tool) };
};

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

  test('that stands below a file says so, and nothing of writers', async () => {
    await writeFile(path, '');
    const below = join(path, 'audit.jsonl');
    await expect(auditFile(below).last()).rejects.toThrow(`the audit ${below} cannot be opened: ENOTDIR`);
    await expect(auditFile(below).last()).rejects.not.toThrow('one writer');
  });

  test.each(['garbage', '"a text"', 'null', '[]'])('that ends with %s is named, and nothing is done', async (line) => {
    await writeFile(path, `${line}\n`);
    await using sink = auditFile(path);
    const { tool, ctx, asked } = audited(sink);
    const why = `${path} is no audit: its last line is no record`;
    expect(await tool.execute(write('x'), ctx)).toMatchObject({
      error: { kind: 'refused', message: expect.stringContaining(why) as unknown },
    });
    expect([asked, await readFile(path, 'utf8')]).toEqual([[], `${line}\n`]);
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
    const why = `the audit ${join(path, 'audit.jsonl')} cannot be opened: there is no folder ${path}`;
    expect(await tool.execute(write('x'), ctx)).toMatchObject({
      error: { kind: 'refused', message: expect.stringContaining(why) as unknown },
    });
    await appendFile(path, '');
    await rm(path);
    await promisify(execFile)('mkdir', [path]);
    expect(await tool.execute(write('x'), ctx)).toMatchObject({ success: true });
  });
});
