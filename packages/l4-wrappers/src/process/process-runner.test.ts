import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '@strata/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matching } from './text-matchers.fixture.ts';
import { type Command, CommandError, type CommandProblem, createProcessRunner } from './index.ts';
import { isAlive, printedPids, watchFor } from './liveness.fixture.ts';

const runner = createProcessRunner();
let cwd: string;

beforeAll(async () => {
  cwd = await realpath(await mkdtemp(join(tmpdir(), 'strata-test-')));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const run = (command: Partial<Command>, signal?: AbortSignal) =>
  runner.run(
    { file: 'sh', args: [], cwd, timeoutMs: 20_000, ...command },
    createContext(signal === undefined ? {} : { signal }),
  );

const problemOf = async (command: Partial<Command>, signal?: AbortSignal): Promise<CommandProblem> => {
  const thrown: unknown = await run(command, signal).then(
    (outcome) => outcome,
    (cause: unknown) => cause,
  );
  if (!(thrown instanceof CommandError)) throw new Error(`no CommandError: ${JSON.stringify(thrown)}`);
  return thrown.problem;
};

const script = (text: string) => ({ file: 'sh', args: ['-c', text] });

describe('a command that runs to its end', () => {
  it('gives its code and both outputs', async () => {
    expect(await run(script('echo out; echo err >&2; exit 3'))).toMatchObject({
      exitCode: 3,
      stdout: 'out\n',
      stderr: 'err\n',
      truncated: false,
    });
  });

  it('gets its arguments as they are, without a shell', async () => {
    expect(await run({ file: 'printf', args: ['%s|', '$HOME', 'a b', '*', '; exit 1'] })).toMatchObject({
      stdout: '$HOME|a b|*|; exit 1|',
    });
  });

  it('runs in its folder with its environment, where undefined takes a variable away', async () => {
    const outcome = await run({ ...script('pwd; echo "$ADDED,${HOME-none}"'), env: { ADDED: 'yes', HOME: undefined } });
    expect(outcome.stdout).toBe(`${cwd}\nyes,none\n`);
  });

  it('has 128 plus the signal as its code when a signal ended it', async () => {
    expect(await run(script('kill -KILL $$'))).toMatchObject({ exitCode: 137 });
  });

  it('keeps the beginning and the end of a long output and says what is missing', async () => {
    const text = 'echo first; i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done; echo last';
    const outcome = await run({ ...script(text), maxOutputBytes: 400 });
    expect(outcome.truncated).toBe(true);
    expect(outcome.stdout).toMatch(/^first\n[^]*\[… \d+ bytes left out …\][^]*last\n$/);
    expect(outcome.stdout.length).toBeLessThan(500);
  });

  it('P6: takes along what it left running, also in a session of its own', async () => {
    const outcome = await run({
      file: 'python3',
      args: [
        '-c',
        "import subprocess as s; print(*(s.Popen(['sleep','1000'], start_new_session=n).pid for n in (False, True)))",
      ],
    });
    const pids = printedPids(outcome.stdout);
    expect(pids).toHaveLength(2);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('does not wait for one who hides and keeps the output open', async () => {
    const text = 'env -i setsid sleep 1000 & echo $!';
    const outcome = await run(script(text));
    for (const pid of printedPids(outcome.stdout)) process.kill(pid);
    expect(outcome).toMatchObject({ exitCode: 0, stdout: matching(/^\d+\n$/) });
  });
});

describe('a command that does not run', () => {
  it('names the missing program', async () => {
    expect(await problemOf({ file: 'strata-no-such-program' })).toEqual({
      kind: 'not_found',
      file: 'strata-no-such-program',
    });
  });

  it('names the missing folder', async () => {
    expect(await problemOf({ cwd: join(cwd, 'nowhere') })).toEqual({ kind: 'no_folder', cwd: join(cwd, 'nowhere') });
  });

  it('is not started under a signal that has aborted', async () => {
    expect(await problemOf(script('exit 0'), AbortSignal.abort())).toEqual({ kind: 'aborted', started: false });
  });
});

describe('a command that is ended early', () => {
  const stubborn = `
import os, signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
children = [subprocess.Popen([sys.executable, '-c', 'import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(1000)'], start_new_session=new) for new in (False, True)]
print(os.getpid(), *(child.pid for child in children), flush=True)
while True: pass
`;

  it('A19: its time limit ends it and its children, even when they ignore SIGTERM', async () => {
    const problem = await problemOf({ file: 'python3', args: ['-c', stubborn], timeoutMs: 1_500 });
    if (problem.kind !== 'timed_out') throw new Error(problem.kind);
    expect(problem.limitMs).toBe(1_500);
    const pids = printedPids(problem.stdout);
    expect(pids).toHaveLength(3);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it("P6: the caller's signal ends it, and is answered only when everything is over", async () => {
    const controller = new AbortController();
    const context = createContext({ signal: controller.signal });
    const running = runner.run(
      { file: 'sh', args: ['-c', 'echo $$ > pid; sleep 1000'], cwd, timeoutMs: 60_000 },
      context,
    );
    const pid = Number(await watchFor(join(cwd, 'pid')));
    expect(isAlive(pid)).toBe(true);
    controller.abort();
    await expect(running).rejects.toMatchObject({ problem: { kind: 'aborted', started: true } });
    expect(isAlive(pid)).toBe(false);
  });
});
