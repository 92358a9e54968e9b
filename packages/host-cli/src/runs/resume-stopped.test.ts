import { expect, test } from 'vitest';
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
