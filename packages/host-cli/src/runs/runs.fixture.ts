import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, openEngine } from '@strata/durable';
import { expect, onTestFinished } from 'vitest';
import { memoryIo } from '../memory-io.fixture.ts';
import { runCli } from '../run-cli.ts';
import { rolesOf, workflows } from './workflows.fixture.ts';

type Name = keyof typeof workflows;

/** How a command about runs ended, and what it printed. */
export interface RunsEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A store with runs in it, and the command line on it. */
export interface RunsStore {
  readonly path: string;
  readonly folder: string;
  /** Starts a run, leaves it where it comes to a stop, and gives its id. */
  readonly start: (workflow: Name, input: object, until: 'waiting' | 'failed' | 'succeeded') => Promise<string>;
  /** `strata runs …` on this store. */
  readonly runs: (...argv: readonly string[]) => Promise<RunsEnd>;
  /** The same with `--json`: what it printed. */
  readonly json: (...argv: readonly string[]) => Promise<unknown>;
}

/** The module that knows the workflows. */
export const modulePath = join(import.meta.dirname, 'workflows.fixture.ts');

/** Makes an empty store. */
export const runsStore = async (): Promise<RunsStore> => {
  const folder = await mkdtemp(join(tmpdir(), 'strata-runs-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'runs.db');
  const withEngine = async <Answer>(act: (engine: Engine<typeof workflows>) => Promise<Answer>): Promise<Answer> => {
    await using engine = openEngine({ path, workflows, rolesOf });
    return await act(engine);
  };
  await withEngine(async () => {});
  const runs = async (...argv: readonly string[]): Promise<RunsEnd> => {
    const io = memoryIo();
    const { exitCode } = await runCli(['runs', ...argv, '--store', path], io);
    return { exitCode, stdout: io.stdout.text, stderr: io.stderr.text };
  };
  return {
    path,
    folder,
    start: (workflow, input, until) =>
      withEngine(async (engine) => {
        // Each takes its own input; a mistake is refused.
        const started = await engine.start(workflow, input as never);
        if (!started.success) throw new Error(started.error.message);
        const { runId } = started.data;
        await expect.poll(async () => (await engine.get(runId))?.status, { timeout: 20_000 }).toBe(until);
        return runId;
      }),
    runs,
    json: async (...argv) => JSON.parse((await runs(...argv, '--json')).stdout) as unknown,
  };
};
