import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { memoryIo } from '../memory-io.fixture.ts';
import { runCli } from '../run-cli.ts';
import { modulePath, runsStore } from './runs.fixture.ts';

describe('S102: looking at runs', () => {
  test('list shows the newest first, what they wait for, and pages on', async () => {
    const { start, runs, json } = await runsStore();
    const waiting = await start('asks', { name: 'Ann' }, 'waiting');
    const failed = await start('fails', { name: 'bad' }, 'failed');
    const { stdout, exitCode } = await runs('list');
    expect(exitCode).toBe(0);
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^RUN +WORKFLOW +STATUS +BEGAN +WAITS FOR$/);
    expect(rows[0]).toMatch(
      new RegExp(`^${failed.slice(0, 8)}  fails +failed +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d$`),
    );
    expect(rows[1]).toMatch(/ waiting .* waits for approve$/);
    expect(await json('list', '--status', 'waiting', '--status', 'blocked')).toMatchObject({ runs: [{ id: waiting }] });
    const first = (await json('list', '--limit', '1')) as { readonly nextCursor: string };
    expect(await json('list', '--cursor', first.nextCursor)).toMatchObject({ runs: [{ id: waiting }] });
    expect((await runs('list', '--workflow', 'none')).stderr).toBe('There are no such runs.\n');
  });

  test('show draws a timeline, says what is asked, and how to answer', async () => {
    const { start, runs, json, path } = await runsStore();
    const id = await start('asks', { name: 'Ann' }, 'waiting');
    const { stdout } = await runs('show', id.slice(0, 6));
    expect(stdout).toContain(`Run ${id}\n  workflow  asks\n  status    waiting\n`);
    expect(stdout).toMatch(/✔ greeting +█+·* +0\.0 s/);
    expect(stdout).toMatch(/\? approve +·*█+/);
    expect(stdout).toContain('? Say "Hello Ann"?\n  Loud & clear\n');
    expect(stdout).toContain(`→ strata runs approve ${id} approve --store ${path}\n`);
    expect(await json('show', id)).toMatchObject({ id, status: 'waiting', history: [{ kind: 'succeeded' }, {}] });
  });

  test('show --html writes a page of its own, in which nothing is markup that was not meant so', async () => {
    const { start, runs, folder } = await runsStore();
    const id = await start('fails', { name: 'bad' }, 'failed');
    const path = join(folder, 'run.html');
    expect((await runs('show', id, '--html', path)).stderr).toBe(`Written to ${path}\n`);
    const page = await readFile(path, 'utf8');
    expect(page).toContain('the name is &lt;bad&gt;');
    expect(page).not.toContain('<bad>');
    expect(page).toContain('<span class="done">step first</span>');
    expect(page).toContain('<span class="failed">step second</span>');
    expect(page).not.toMatch(/<script|<link|src=|url\(/);
  });

  test('show --html without a name lies beside the runs, where no working copy has it', async () => {
    const { start, runs, folder } = await runsStore();
    const id = await start('items', {}, 'succeeded');
    const page = join(folder, `run-${id.slice(0, 8)}.html`);
    expect((await runs('show', id, '--html')).stderr).toBe(`Written to ${page}\n`);
    expect(await readFile(page, 'utf8')).toContain(id);
  });

  test('show --html knows the nodes inside of items', async () => {
    const { start, runs, folder } = await runsStore();
    const id = await start('items', {}, 'succeeded');
    const path = join(folder, 'run.html');
    await runs('show', id, '--html', path);
    expect(await readFile(path, 'utf8')).toContain('<span class="done">step inside</span>');
  });

  test('watch tells all of a run that has ended, and ends', async () => {
    const { start, runs } = await runsStore();
    const id = await start('fails', { name: 'bad' }, 'failed');
    const { stdout } = await runs('watch', id);
    expect(stdout).toMatch(
      /0\.0 s {2}first: done\n +0\.0 s {2}second: failed: the name is <bad>\n +0\.0 s {2}failed\n$/,
    );
    const lines = (await runs('watch', id, '--json')).stdout.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual(['entry', 'entry', 'status']);
  });
});

describe('S102: deciding about runs', () => {
  test.for([
    ['approve', 'succeeded'],
    ['reject', 'failed'],
  ] as const)('%s is a vote of the one at this computer, and a resume goes on with it', async ([verb, status]) => {
    const { start, runs, json, path } = await runsStore();
    const id = await start('asks', { name: 'Ann' }, 'waiting');
    const decided = await runs(verb, id, '--comment', 'so be it');
    expect(decided.exitCode).toBe(0);
    expect(decided.stderr).toBe(
      `Run ${id.slice(0, 8)} is ${verb === 'approve' ? 'approved' : 'rejected'}.\n→ It goes on with: strata runs resume ${id.slice(0, 8)} --store ${path}\n`,
    );
    expect(await runs(verb, id)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('waits at no gate') as string,
    });
    const resumed = await runs('resume', id, '--module', modulePath);
    expect(resumed.exitCode).toBe(status === 'succeeded' ? 0 : 1);
    expect(await json('show', id)).toMatchObject({ status });
  });

  test('resume answers gates by itself when it is told to', async () => {
    const { start, runs, json } = await runsStore();
    const id = await start('asks', { name: 'Ann' }, 'waiting');
    expect((await runs('resume', id, '--module', modulePath, '--approve', 'auto')).exitCode).toBe(0);
    expect(await json('show', id)).toMatchObject({ outcome: { data: 'Hello Ann, by auto' } });
    expect((await runs('resume', id, '--module', modulePath)).stderr).toContain('has ended: it is succeeded');
  });

  test('cancel, pause and resume are written down, and heard when it goes on', async () => {
    const { start, runs, json } = await runsStore();
    const id = await start('asks', { name: 'Ann' }, 'waiting');
    expect((await runs('pause', id)).stderr).toContain(`Run ${id.slice(0, 8)} pauses.`);
    expect(await json('show', id)).toMatchObject({ status: 'paused' });
    expect((await runs('cancel', id)).exitCode).toBe(0);
    await runs('resume', id, '--module', modulePath);
    expect(await json('show', id)).toMatchObject({ status: 'cancelled' });
  });

  test('what is being called off is asked nobody about', async () => {
    const { start, runs, json } = await runsStore();
    const id = await start('asks', { name: 'Ann' }, 'waiting');
    await runs('cancel', id);
    await runs('resume', id, '--module', modulePath, '--approve', 'auto');
    const run = (await json('show', id)) as {
      readonly status: string;
      readonly history: readonly { readonly kind: string }[];
    };
    expect(run.status).toBe('cancelled');
    expect(run.history.map(({ kind }) => kind)).not.toContain('vote');
  });

  test('a gate that asks for a role is answered with the module that knows who has it', async () => {
    const { start, runs, json } = await runsStore();
    const id = await start('roles', {}, 'waiting');
    expect((await runs('approve', id)).stderr).toContain('only lead may');
    expect((await runs('approve', id, '--module', modulePath)).exitCode).toBe(0);
    await runs('resume', id, '--module', modulePath);
    expect(await json('show', id)).toMatchObject({ status: 'succeeded' });
  });

  test('retry and fork make new runs, which go on from what was done', async () => {
    const { start, json, runs } = await runsStore();
    const id = await start('fails', { name: 'bad' }, 'failed');
    const retried = (await json('retry', id, '--module', modulePath)) as {
      readonly result: { readonly runId: string };
    };
    expect((await runs('resume', retried.result.runId, '--module', modulePath)).stderr).toContain('the name is <bad>');
    const forked = (await json(
      'fork',
      id,
      '--from',
      'second',
      '--input',
      '{"name": "good"}',
      '--module',
      modulePath,
    )) as typeof retried;
    expect((await runs('resume', forked.result.runId, '--module', modulePath)).exitCode).toBe(0);
    expect(await json('show', forked.result.runId)).toMatchObject({ forkOf: id, outcome: { data: 'good' } });
  });

  test('resolve answers what only a person can settle', async () => {
    const { start, runs, json } = await runsStore();
    const id = await start('doubts', {}, 'waiting');
    expect((await runs('list', '--needs-attention')).stdout).toContain('needs a person at ');
    expect((await runs('show', id)).stdout).toMatch(/! \S*blow .*in doubt/);
    expect((await runs('resolve', id)).stderr).toContain('there is no answer');
    const wrong = await runs('resolve', id, '--happened', '{"heardBy": "x"}', '--module', modulePath);
    expect(wrong).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('heardBy') as string });
    expect((await runs('resolve', id, '--happened', '{"heardBy": 3}', '--module', modulePath)).exitCode).toBe(0);
    await runs('resume', id, '--module', modulePath);
    expect(await json('show', id)).toMatchObject({ status: 'succeeded', outcome: { data: 3 } });
  });
});

describe('S102: taking runs elsewhere, and checking them', () => {
  test('export and import give the same run in another store, paused where it had not ended', async () => {
    const [here, there] = [await runsStore(), await runsStore()];
    const id = await here.start('asks', { name: 'Ann' }, 'waiting');
    const file = join(here.folder, 'run.json');
    await here.runs('export', id, file);
    expect((await here.runs('export', id)).stdout).toBe(await readFile(file, 'utf8'));
    expect((await there.runs('import', file)).exitCode).toBe(0);
    expect(await there.json('show', id)).toMatchObject({ id, status: 'paused', input: { name: 'Ann' } });
    expect(await there.runs('import', file)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('already') as string,
    });
  });

  test('check passes with the same code, fails with other code and shows both, and says what it does not know', async () => {
    const { start, runs, folder } = await runsStore();
    await start('asks', { name: 'Ann' }, 'waiting');
    expect(await runs('check', '--module', modulePath)).toMatchObject({
      exitCode: 0,
      stdout: '1 runs can go on, 0 cannot\n',
    });
    expect((await runs('check')).stdout).toContain('1 of workflows that are not known here');
    const changed = join(folder, 'changed.ts');
    const core = import.meta.resolve('@strata/core');
    const durable = import.meta.resolve('@strata/durable');
    const zod = import.meta.resolve('zod');
    await writeFile(
      changed,
      `import { flow, gate, step, succeed } from '${core}';\nimport { defineWorkflow } from '${durable}';\nimport { z } from '${zod}';\n` +
        `export const workflows = { asks: defineWorkflow({ input: z.object({ name: z.string() }), flow: flow<{ name: string }>().to(step('other', async () => succeed(1))).to(gate('approve', () => ({ question: '?' }))) }) };\n`,
    );
    const diverged = await runs('check', '--module', changed);
    expect(diverged.exitCode).toBe(1);
    expect(diverged.stdout).toContain('diverged');
    expect(diverged.stdout).toMatch(/was:[^]*step greeting[^]*is:[^]*step other/);
    expect(diverged.stderr).toContain('1 of 1 runs could not go on with this code');
  });
});

describe('S102: mistakes', () => {
  test.for([
    [['show', 'nothing'], "there is no run 'nothing'"],
    [['list', '--status', 'lost'], "there is no status 'lost'"],
    [['list', '--limit', '0'], '--limit must be a whole number'],
    [['list', '--cursor', 'x'], '--cursor must be what the page before gave'],
    [['fork', 'x', '--from', 'y', '--input', '{'], '--input is not JSON'],
    [['resolve', 'x', '--happened', '--give-up'], 'there is more than one answer'],
    [['resume', 'x', '--approve', 'maybe'], '--approve must be ask or auto'],
    [['cancel', ''], 'no run is named'],
    [['show', 'nothing', '--html', '/nowhere/run.html'], "there is no run 'nothing'"],
    [['check', '--module', 'none.ts'], 'there is no file'],
    [['import', 'none.json'], 'cannot be read'],
  ] as const)('%j is bad usage, and says why', async ([argv, message]) => {
    const { runs } = await runsStore();
    const { exitCode, stderr, stdout } = await runs(...argv);
    expect(stderr).toMatch(/^✖ .*\n(→ .*\n)?$/);
    expect(stderr).toContain(message);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  test('what cannot be written is bad usage, and names the file', async () => {
    const { start, runs } = await runsStore();
    const id = await start('asks', { name: 'Ann' }, 'waiting');
    for (const argv of [
      ['show', id, '--html', '/nowhere/run.html'],
      ['export', id, '/nowhere/run.json'],
    ])
      expect(await runs(...argv)).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('cannot be written') as string,
      });
  });

  test.for([
    ['null', 'exports neither workflows nor tools'],
    ['{ a: 1 }', 'exports neither workflows nor tools'],
    ["{ a: { input: {}, flow: { node: { kind: 'sequence', nodes: [{ kind: 'odd' }] } } } }", '--module: '],
  ] as const)('a module with the workflows %s is bad usage', async ([text, message]) => {
    const { start, runs, folder } = await runsStore();
    const id = await start('asks', { name: 'Ann' }, 'waiting');
    const file = join(folder, 'odd.ts');
    await writeFile(file, `export const workflows = ${text};\n`);
    const { exitCode, stderr } = await runs('resume', id, '--module', file);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });

  test('a document is not taken into a file that is no store', async () => {
    const { start, runs, folder } = await runsStore();
    const id = await start('asks', { name: 'Ann' }, 'waiting');
    const { stdout } = await runs('export', id);
    const document = join(folder, 'run.json');
    await writeFile(document, stdout);
    const letter = join(folder, 'letter.db');
    await writeFile(letter, 'this is a letter, and not a store; it is long enough to be taken for one\n'.repeat(20));
    const io = memoryIo();
    expect(await runCli(['runs', 'import', document, '--store', letter], io)).toMatchObject({ exitCode: 2 });
    expect(io.stderr.text).toMatch(/^✖ --store: .*letter\.db/);
  });

  test('resume tells once of a store that is none', async () => {
    const { path, runs } = await runsStore();
    await writeFile(path, 'this is a letter, and not a store; it is long enough to be taken for one\n'.repeat(20));
    const { exitCode, stderr, stdout } = await runs('resume', 'x', '--json');
    expect(exitCode).toBe(1);
    expect(stderr.match(/✖/g)).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'failed', error: { kind: 'unavailable' } });
  });

  test('a store that is none is told of, and left as it is', async () => {
    const { path, runs } = await runsStore();
    await writeFile(path, 'this is a letter, and not a store; it is long enough to be taken for one\n'.repeat(20));
    const { exitCode, stderr } = await runs('list');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^✖ .*runs\.db: .*\n→ .*\n$/);
  });
});
