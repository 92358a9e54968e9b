import type { Started } from '@strata/durable';
import type { CommandEnd, CommandIo } from '../command-io.ts';
import { type ChangeOptions, type RunChange, changeRun } from './change-run.ts';
import { givenJson } from './given-json.ts';
import { knownFlows } from './known-flows.ts';
import { shortId } from './named-run.ts';

/** What `runs retry` takes on the command line. */
export interface RetryOptions extends ChangeOptions {
  readonly module?: string;
}

/** What `runs fork` takes on the command line. */
export interface ForkOptions extends RetryOptions {
  readonly from: string;
  readonly input?: string;
}

// What `retry` and `fork` give.
const newId = (data: unknown): string => shortId((data as Started).runId);

const tell = (id: string, data: unknown, how: string): string => `Run ${newId(data)} ${how} ${shortId(id)}.`;

/** `strata runs retry`: a new run of what has failed. */
export const retryRun = async (name: string, options: RetryOptions, io: CommandIo): Promise<CommandEnd> => {
  const change: RunChange = {
    act: (engine, run) => engine.retry(run.id),
    done: (run, data) => tell(run.id, data, 'does again what failed in'),
  };
  return changeRun(name, options, io, change, await knownFlows(options.module));
};

/** `strata runs fork`: a new run that goes on from a place of an earlier one. */
export const forkRun = async (name: string, options: ForkOptions, io: CommandIo): Promise<CommandEnd> => {
  const { from, input } = options;
  const edited = input === undefined ? {} : { input: await givenJson('--input', input, io) };
  const change: RunChange = {
    act: (engine, run) => engine.fork(run.id, { from, ...edited }),
    done: (run, data) => tell(run.id, data, `goes on from ${from} of`),
  };
  return changeRun(name, options, io, change, await knownFlows(options.module));
};
