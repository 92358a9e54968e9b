import { type Failure, createFailure } from '@strata/core';
import { type Engine, type EngineOptions, StoreUnusable, type Workflows } from '@strata/durable';
import { type Colours, coloursFor } from '../colours.ts';
import { type CommandEnd, type CommandIo, exitCodes } from '../command-io.ts';
import { errorText } from '../error-text.ts';
import { secretsOf } from '../github-token.ts';
import { RedactedOutput } from '../redacted-output.ts';
import { openCommandEngine, unusable } from './command-engine.ts';
import { findStore } from './store-place.ts';

/** What every command about runs takes. */
export interface RunsOptions {
  readonly store?: string;
  readonly json?: boolean;
}

/** Where a command about runs reads them, and prints. */
export interface RunsDesk {
  /** Drives nothing: it looks, and writes down what somebody wants. */
  readonly engine: Engine;
  /** The file that they are kept in. */
  readonly path: string;
  readonly stdout: RedactedOutput;
  readonly stderr: RedactedOutput;
  readonly colours: Colours;
}

/** What a command about runs comes to: nothing more to say, or what was refused; `isTold`: as JSON, it has been said. */
export interface RunsAnswer {
  readonly refused?: Failure;
  readonly isTold?: boolean;
}

const refusal = ({ kind, operation, message, hint }: Failure) => ({
  outcome: 'failed',
  error: { kind, operation, message, ...(hint === undefined ? {} : { hint }) },
});

/** What a command knows of the flows that runs are of; most need nothing of it. */
export type KnownFlows = Pick<EngineOptions<Workflows>, 'workflows' | 'tools' | 'rolesOf'>;

/** Opens the store of a command about runs, lets it act, and prints what was refused. */
export const atRuns = async (
  { store, json }: RunsOptions,
  io: CommandIo,
  act: (desk: RunsDesk) => Promise<RunsAnswer>,
  flows: KnownFlows = {},
): Promise<CommandEnd> => {
  const path = findStore(store, process.cwd());
  const secrets = secretsOf(io.env);
  const stdout = new RedactedOutput(io.stdout, secrets);
  const stderr = new RedactedOutput(io.stderr, secrets);
  const colours = coloursFor(stdout, io.env);
  const fail = (failure: Failure, isTold = false): CommandEnd => {
    stderr.write(errorText(failure, coloursFor(stderr, io.env)));
    if (json === true && !isTold) stdout.writeJson(refusal(failure));
    return { exitCode: exitCodes.failed, abandoned: false };
  };
  try {
    await using opened = openCommandEngine({ ...flows, path, only: [], secrets });
    const failed = opened.broken.then((reason) => Promise.reject(reason as Error));
    const desk = { engine: opened.engine, path, stdout, stderr, colours };
    const { refused, isTold } = await Promise.race([act(desk), failed]);
    return refused === undefined ? { exitCode: exitCodes.done, abandoned: false } : fail(refused, isTold);
  } catch (cause) {
    if (!(cause instanceof StoreUnusable)) throw cause;
    return fail(createFailure('runs', unusable(cause)));
  } finally {
    await Promise.all([stdout.flushed(), stderr.flushed()]);
    stdout.release();
    stderr.release();
  }
};
