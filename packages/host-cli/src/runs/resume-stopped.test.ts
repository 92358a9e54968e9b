import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { memoryIo } from '../memory-io.fixture.ts';
import { runCli } from '../run-cli.ts';
import { runStrata } from '../strata-process.fixture.ts';
import { modulePath, runsStore } from './runs.fixture.ts';

test("S102: Ctrl-C leaves a run of one's own as it is, and says how it goes on", { timeout: 60_000 }, async () => {
  const { start, path, json } = await runsStore();
  const id = await start('asks', { name: 'Ann' }, 'waiting');
  const signals = [{ at: 'Waiting for an answer', signal: 'SIGINT' }] as const;
  const ended = await runStrata(['runs', 'resume', id, '--module', modulePath, '--store', path], { signals });
  expect(ended.stderr).toContain(`strata runs resume ${id} --store ${path}`);
  expect(ended.exitCode).toBe(1);
  expect(await json('show', id)).toMatchObject({ status: 'waiting' });
});

test(
  'S102: a store that is taken away from a resume is told of, once, and as everything else',
  { timeout: 60_000 },
  async () => {
    const { start, path, runs } = await runsStore();
    const id = await start('asks', { name: 'Ann' }, 'waiting');
    const io = memoryIo();
    const ending = runCli(['runs', 'resume', id, '--module', modulePath, '--store', path, '--json'], io);
    await io.stderr.holds('Waiting for an answer');
    // As when this process was silent for so long that another one has taken over.
    const thief = new DatabaseSync(path);
    thief.exec('delete from workers');
    thief.close();
    expect((await runs('approve', id)).exitCode).toBe(0);
    expect(await ending).toEqual({ exitCode: 1, abandoned: false });
    expect(io.stderr.text).toMatch(/✖ .*runs\.db: .*\n→ .*\n$/);
    expect(JSON.parse(io.stdout.text)).toMatchObject({ success: false, error: { kind: 'unavailable' } });
  },
);
