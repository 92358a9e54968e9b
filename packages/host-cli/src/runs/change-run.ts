import { type Failure, type Result, sleepFor, systemClock } from '@strata/core';
import type { Engine, RunDetails, Started } from '@strata/durable';
import type { CommandEnd, CommandIo } from '../command-io.ts';
import { person } from '../person.ts';
import { namedRun, shortId } from './named-run.ts';
import { runsCommand } from './store-place.ts';
import { type KnownFlows, type RunsDesk, type RunsOptions, atRuns } from './runs-desk.ts';

/** What is done to a run, and what is said when it has been. */
export interface RunChange {
  readonly done: (run: RunDetails, data: unknown) => string;
  readonly act: (
    engine: Engine,
    run: RunDetails,
    by: { readonly by: string; readonly comment?: string },
  ) => Promise<Result<unknown, Failure>>;
}

/** What commands that change a run take on the command line. */
export interface ChangeOptions extends RunsOptions {
  readonly comment?: string;
}

/** Whether nobody goes on with a run as it stands now, which then takes a `resume`. */
const isLeft = async (engine: Engine, id: string): Promise<boolean> => {
  // A process that drives it looks several times a second for what was decided elsewhere.
  for (let looks = 0; looks < 10; looks += 1) {
    const status = (await engine.get(id))?.status;
    if (status !== 'pending') return status === 'paused';
    await sleepFor(systemClock, 100, new AbortController().signal);
  }
  return true;
};

/** The run that was made of the one that was named, if one was. */
const idOf = (data: unknown): string | undefined => (data as Partial<Started> | undefined)?.runId;

const tellNext = async ({ engine, path, stderr, colours }: RunsDesk, id: string): Promise<void> => {
  if (!(await isLeft(engine, id))) return;
  stderr.write(`${colours.dim('→')} It goes on with: ${runsCommand(`resume ${shortId(id)}`, path)}\n`);
};

/** Does something to a run that was named, in the name of the person at this computer. */
export const changeRun = (
  name: string,
  options: ChangeOptions,
  io: CommandIo,
  { act, done }: RunChange,
  flows: KnownFlows = {},
): Promise<CommandEnd> =>
  atRuns(
    options,
    io,
    async (desk) => {
      const { engine, stdout, stderr } = desk;
      const run = await namedRun(engine, name);
      const { comment } = options;
      const answer = await act(engine, run, { by: person(), ...(comment === undefined ? {} : { comment }) });
      if (!answer.success) return { refused: answer.error };
      if (options.json === true)
        stdout.writeJson({ runId: run.id, ...(answer.data === undefined ? {} : { result: answer.data }) });
      else stderr.write(`${done(run, answer.data)}\n`);
      if (options.json !== true) await tellNext(desk, idOf(answer.data) ?? run.id);
      return {};
    },
    flows,
  );
