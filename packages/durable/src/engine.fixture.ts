import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Engine, Started } from './engine.ts';
import { type EngineOptions, openEngine } from './sqlite-engine.ts';
import type { Workflows } from './workflow.ts';

/** Opens an engine that is closed when the test ends; in memory unless a path is given. */
export const open = <Known extends Workflows>(options: Partial<EngineOptions<Known>>): Engine<Known> => {
  const engine = openEngine({ path: ':memory:', ...options });
  onTestFinished(() => engine[Symbol.asyncDispose]());
  return engine;
};

/** A path for a store, in a folder that is gone when the test ends. */
export const storePath = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'strata-durable-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'runs.db');
};

/** The id of a run that has to have been started. */
export const idOf = (started: {
  readonly success: boolean;
  readonly data?: Started;
  readonly error?: unknown;
}): string => {
  if (started.data === undefined) throw new Error(`it was not started: ${JSON.stringify(started.error)}`);
  return started.data.runId;
};

/** What came of a run, when it has ended. */
export const endOf = async (engine: Pick<Engine, 'result'>, runId: string): Promise<unknown> => {
  const result = await engine.result(runId);
  return result.success ? result.data : result;
};
