import { execFileSync, spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { Workshop, pytestMissing, whyPytest } from '../project.fixture.ts';
import { cleanEnvironment, commandLine, expectNothingLeft, temporaryFolder } from '../strata-process.fixture.ts';
import { watchReaders } from './gone-reader.ts';

const workshop = new Workshop();
afterAll(() => workshop[Symbol.dispose]());

test('only a reader that has gone ends a call', () => {
  const io = { stdout: new PassThrough(), stderr: new PassThrough() };
  const { signal } = (() => {
    using watch = watchReaders(io);
    io.stdout.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }));
    expect(watch.signal.aborted).toBe(false);
    io.stderr.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }));
    return watch;
  })();
  expect(signal.aborted).toBe(true);
  expect(io.stdout.listenerCount('error') + io.stderr.listenerCount('error')).toBe(0);
});

/** The first test ends when the gate opens, the other one never. */
const gatedTests = (gate: string): string =>
  [
    'import threading',
    'def test_first():',
    `    open(${JSON.stringify(gate)}).read()`,
    'def test_forever():',
    '    threading.Event().wait()',
    '',
  ].join('\n');

describe.skipIf(pytestMissing)(`a real pytest that never ends${whyPytest}`, { timeout: 60_000 }, () => {
  test.each([
    ['stdout', ['--json-lines']],
    ['stderr', []],
  ] as const)('S34: ends when nobody reads its %s any more, and says nothing', async (name, more) => {
    const temporary = temporaryFolder();
    const gate = join(workshop.folder({}), 'gate');
    execFileSync('mkfifo', [gate]);
    const path = workshop.folder({ 'test_gated.py': gatedTests(gate) });
    const [node, ...before] = commandLine;
    const child = spawn(node, [...before, 'ops', 'call', 'pytest', 'run_tests', '--cwd', path, ...more], {
      env: cleanEnvironment(temporary),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGTERM'));
    const ended = once(child, 'close');
    const other = text(name === 'stdout' ? child.stderr : child.stdout);
    await once(child[name], 'data');
    child[name].destroy();
    // Opens when the test has opened it, too.
    await writeFile(gate, 'go');
    expect(await ended).toEqual([1, null]);
    expect(await other).toBe('');
    expectNothingLeft(temporary);
  });
});
