import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { findOperation } from './found-operation.ts';
import { partReaderOf } from './told-part.ts';

const lineOf = (words: string, counts = '', more = {}) => ({
  kind: 'line',
  mark: 'none',
  words,
  counts,
  isPassing: false,
  ...more,
});

const soFar = { done: 3, total: 7 };
const layer = { kind: 'progress', layer: 'a1b2', currentBytes: null, totalBytes: null };
const check = { name: 'build', kind: 'check_run', url: 'https://ci.example/7' };
const run = { attempt: 1, updatedAt: '2026-01-31T12:00:00Z' };

describe('S67: what is told is read for people, as the schema of the operation itself says', () => {
  test.for([
    [
      'pytest.run_tests',
      { event: 'started', id: 'test_a.py::test_b', ...soFar },
      lineOf('test_a.py::test_b', '3 of 7', { isPassing: true }),
    ],
    [
      'pytest.run_tests',
      { event: 'finished', id: 'test_a.py::test_b', ...soFar, outcome: 'passed', durationMs: 1234.5 },
      lineOf('test_a.py::test_b  1.2 s', '3 of 7', { mark: 'good' }),
    ],
    [
      'pytest.run_tests',
      { event: 'finished', id: 'test_a.py::test_b', done: 3, outcome: 'error', durationMs: 0.2 },
      lineOf('test_a.py::test_b  error  <1 ms', 'done 3', { mark: 'bad' }),
    ],
    [
      'pytest.run_tests',
      { event: 'finished', id: 'failed', done: 3, outcome: 'skipped', durationMs: 101.4 },
      lineOf('failed  skipped  101 ms', 'done 3', { mark: 'so-so' }),
    ],
    ['docker.exec', { stream: 'stderr', text: 'one\ntw' }, { kind: 'output', channel: 'stderr', text: 'one\ntw' }],
    ['docker.build_image', { kind: 'text', text: 'Step 1' }, { kind: 'output', channel: 'text', text: 'Step 1' }],
    [
      'docker.build_image',
      { ...layer, status: 'Downloading', currentBytes: 1_250_000, totalBytes: 31_500_000 },
      lineOf('a1b2  Downloading', '1.3 MB of 31.5 MB', { isPassing: true }),
    ],
    ['docker.pull_image', { ...layer, status: 'Waiting' }, lineOf('a1b2  Waiting', '', { isPassing: true })],
    [
      'docker.pull_image',
      { ...layer, layer: null, status: 'Extracting', currentBytes: 812 },
      lineOf('Extracting', '812 B', { isPassing: true }),
    ],
    ['docker.wait_for_health', { status: 'starting' }, lineOf('starting')],
    ['docker.wait_for_health', { status: 'healthy' }, lineOf('healthy', '', { mark: 'good' })],
    ['github.wait_for_run', { status: 'in_progress', conclusion: null, ...run }, lineOf('in progress  attempt 1')],
    [
      'github.wait_for_run',
      { status: 'completed', conclusion: 'cancelled', ...run },
      lineOf('completed, cancelled  attempt 1', '', { mark: 'so-so' }),
    ],
    [
      'github.wait_for_checks',
      { ...check, state: 'failure', said: 'timed_out' },
      lineOf('build  said timed_out  https://ci.example/7', '', { mark: 'bad' }),
    ],
    ['github.wait_for_checks', { ...check, state: 'success', said: 'success' }, lineOf('build', '', { mark: 'good' })],
    ['scanners.scan_secrets', { done: 100, found: 2 }, lineOf('', 'done 100, found 2', { isPassing: true })],
  ] as const)('%s tells %j', async ([name, part, told]) => {
    const { operation } = await findOperation(...(name.split('.') as [string, string]), {});
    const schema = operation.part;
    // A part that the operation could not tell would prove nothing.
    expect(schema?.safeParse(part).success).toBe(true);
    expect(schema && partReaderOf(schema)(part)).toEqual(told);
  });
});

test.each([
  ['a text', z.string(), 'a line', { kind: 'output', channel: '', text: 'a line\n' }],
  ['a line', z.object({ line: z.string() }), { line: 'one\n' }, { kind: 'output', channel: '', text: 'one\n' }],
  ['a lone name', z.object({ file: z.string() }), { file: 'a.py' }, { kind: 'output', channel: '', text: 'a.py\n' }],
  [
    'a name and how it went',
    z.object({ name: z.string(), state: z.enum(['failed', 'passed']) }),
    { name: 'unit', state: 'failed' },
    lineOf('unit', '', { mark: 'bad' }),
  ],
  ['a number', z.int(), 7, lineOf('7')],
  ['a list', z.array(z.int()), [1, 2], lineOf('[1,2]')],
  [
    'whatever there is no word for',
    z.object({ id: z.string(), waitedMs: z.number(), isNew: z.boolean(), where: z.object({ line: z.int() }) }),
    { id: 'x\u001B[2J\ny', waitedMs: 61_000, isNew: false, where: { line: 3 }, gone: undefined },
    lineOf('x [2J y  waited 1 min 01 s  is new false  where {"line":3}'),
  ],
  ['a total alone', z.object({ total: z.int() }), { total: 7 }, lineOf('', '7 in all', { isPassing: true })],
])('S67: %s is told', (_what, schema, part, told) => {
  expect(partReaderOf(schema)(part)).toEqual(told);
});
