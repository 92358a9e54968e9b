import type { CommandEnd, CommandIo } from '../command-io.ts';
import { type ChangeOptions, changeRun } from './change-run.ts';
import { shortId } from './named-run.ts';

/** `strata runs cancel`: ends a run, which takes back what it has made. */
export const cancelRun = (name: string, options: ChangeOptions, io: CommandIo): Promise<CommandEnd> =>
  changeRun(name, options, io, {
    act: (engine, { id }, by) => engine.cancel(id, by),
    done: ({ id }) => `Run ${shortId(id)} is called off.`,
  });

/** `strata runs pause`: lets a run go no further than what it is at. */
export const pauseRun = (name: string, options: ChangeOptions, io: CommandIo): Promise<CommandEnd> =>
  changeRun(name, options, io, {
    act: (engine, { id }, by) => engine.pause(id, by),
    done: ({ id }) => `Run ${shortId(id)} pauses.`,
  });
