import { createFailure, fail } from '@strata/core';
import type { GateState, RunDetails } from '@strata/durable';
import type { CommandEnd, CommandIo } from '../command-io.ts';
import { UsageError } from '../usage-error.ts';
import { type ChangeOptions, type RunChange, changeRun } from './change-run.ts';
import { knownFlows } from './known-flows.ts';
import { shortId } from './named-run.ts';

/** What `runs approve` and `runs reject` take on the command line. */
export interface DecideOptions extends ChangeOptions {
  readonly module?: string;
}

/** The gate that is meant: the one that was named, or the only one that is open. */
const gateOf = ({ id, gates }: RunDetails, named: string | undefined): string | undefined => {
  if (named !== undefined) return named;
  if (gates.length > 1)
    throw new UsageError(
      `run ${shortId(id)} waits at more than one gate`,
      `Name one: ${gates.map(({ at }) => at).join(', ')}.`,
    );
  return gates[0]?.at;
};

const textOf = (run: RunDetails, { verdict, missing }: GateState): string =>
  verdict === 'open' ? `Your vote counts; ${missing} more must say yes.` : `Run ${shortId(run.id)} is ${verdict}.`;

/** `strata runs approve` and `reject`: a vote at an open gate. */
export const decideRun = async (
  approved: boolean,
  name: string,
  gate: string | undefined,
  options: DecideOptions,
  io: CommandIo,
): Promise<CommandEnd> => {
  const change: RunChange = {
    act: async (engine, run, by) => {
      const at = gateOf(run, gate);
      if (at !== undefined) return engine.decide(run.id, at, { ...by, approved });
      const message = `run ${shortId(run.id)} waits at no gate: it is ${run.status}`;
      return fail(createFailure('decide', { kind: 'conflict', message }));
    },
    // What `decide` gives.
    done: (run, state) => textOf(run, state as GateState),
  };
  return changeRun(name, options, io, change, options.module === undefined ? {} : await knownFlows(options.module));
};
