import { mkdtemp, rm, stat } from 'node:fs/promises';
import { writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '@strata/core';
import { createManualClock } from '@strata/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBoundedOutput } from './bounded-output.ts';
import { openOutputFile } from './output-file.ts';
import { createProcessRunner } from './process-runner.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'strata-output-'));
});
afterEach(() => rm(folder, { recursive: true }));

const command = (args: readonly string[]) => ({
  file: 'sh',
  args,
  cwd: folder,
  timeoutMs: 60_000,
  stdoutFile: join(folder, 'printed'),
});

test('a command whose output goes through a file is answered as one with a pipe', async () => {
  const asked = command(['-c', 'echo out; echo err >&2; exit 3']);
  const { stdoutFile: _file, ...piped } = asked;
  const [byFile, byPipe] = await Promise.all(
    [asked, piped].map((one) => createProcessRunner().run(one, createContext())),
  );
  expect(byFile).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'err\n', truncated: false });
  expect({ ...byFile, durationMs: 0 }).toEqual({ ...byPipe, durationMs: 0 });
});

test('what it printed before its time was over is told', async () => {
  const run = createProcessRunner().run(
    { ...command(['-c', 'echo begun; exec sleep 1000']), timeoutMs: 500 },
    createContext(),
  );
  await expect(run).rejects.toMatchObject({ problem: { kind: 'timed_out', stdout: 'begun\n' } });
});

test('a file that is there already is not read as its output', async () => {
  const runner = createProcessRunner();
  await runner.run(command(['-c', 'echo once']), createContext());
  await expect(runner.run(command(['-c', 'echo twice']), createContext())).rejects.toThrow(/EEXIST/);
});

test('one that prints without end fills no disk: the file is emptied, beginning and end are kept', async () => {
  const clock = createManualClock();
  const output = createBoundedOutput(1_000);
  const path = join(folder, 'printed');
  const file = await openOutputFile(path, output, clock);
  writeSync(file.descriptor, 'first\n');
  const block = Buffer.alloc(1024 * 1024, 'x');
  for (let written = 0; written < 65; written += 1) writeSync(file.descriptor, block);
  await vi.waitFor(async () => {
    await clock.advance(200);
    expect((await stat(path)).size).toBe(0);
  });
  writeSync(file.descriptor, 'last\n');
  await file.end();
  expect(output.truncated).toBe(true);
  expect(output.text()).toMatch(/^first\nx+\n\[… \d+ bytes left out …\]\nx+last\n$/);
  expect(output.text().length).toBeLessThan(1_100);
});

test('a command that prints faster than it is read keeps its file within bounds', async () => {
  const asked = { ...command(['-c', 'while :; do head -c 1048576 /dev/zero; done']), timeoutMs: 3_000 };
  const sizes: number[] = [];
  const over = new AbortController();
  const watching = (async () => {
    while (!over.signal.aborted) sizes.push((await stat(asked.stdoutFile).catch(() => ({ size: 0 }))).size);
  })();
  const run = createProcessRunner().run(asked, createContext());
  await expect(run).rejects.toMatchObject({ problem: { kind: 'timed_out' } });
  over.abort();
  await watching;
  // Between two looks some hundred MiB are printed; without emptying it would be thousands.
  expect(sizes.reduce((most, size) => Math.max(most, size), 0)).toBeLessThan(1024 * 1024 * 1024);
  expect(sizes.some((size, index) => size < (sizes[index - 1] ?? 0))).toBe(true);
});
