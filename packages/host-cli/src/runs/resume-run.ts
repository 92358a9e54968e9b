import { createFailure, fail } from '@strata/core';
import { type RunDetails, StoreUnusable, endedStatuses } from '@strata/durable';
import { approveAll, askAt } from '../approval.ts';
import { coloursFor } from '../colours.ts';
import { type CommandEnd, type CommandIo, exitCodes } from '../command-io.ts';
import { errorText } from '../error-text.ts';
import { secretsOf } from '../github-token.ts';
import { watchInterrupts } from '../interrupt.ts';
import { createPlainLines } from '../progress/plain-lines.ts';
import { RedactedOutput } from '../redacted-output.ts';
import { shipName } from '../ship/ship-workflow.ts';
import { UsageError } from '../usage-error.ts';
import { unusable } from './command-engine.ts';
import { type FollowEnd, followRun, goOn } from './follow-run.ts';
import { namedRun, shortId } from './named-run.ts';
import { loadProgram, openProgram } from './program-module.ts';
import { type RunsOptions, atRuns } from './runs-desk.ts';
import { findStore } from './store-place.ts';

/** What `runs resume` takes on the command line. */
export interface ResumeOptions extends RunsOptions {
  readonly module?: string;
  readonly approve?: string;
}

const approvalOf = ({ approve = 'ask' }: ResumeOptions): 'ask' | 'auto' => {
  if (approve === 'ask' || approve === 'auto') return approve;
  throw new UsageError(`--approve must be ask or auto, not '${approve}'`);
};

/** The run that is meant, as long as it can go on; or how the command has ended where the store cannot be read. */
const find = async (name: string, options: ResumeOptions, io: CommandIo): Promise<RunDetails | CommandEnd> => {
  let found: RunDetails | undefined;
  const end = await atRuns(options, io, async ({ engine }) => {
    found = await namedRun(engine, name);
    return {};
  });
  if (found === undefined) return end;
  if (endedStatuses.some((status) => status === found?.status))
    throw new UsageError(
      `run ${shortId(found.id)} has ended: it is ${found.status}`,
      found.status === 'succeeded'
        ? 'strata runs show tells what came of it.'
        : 'strata runs retry makes a new one of it.',
    );
  return found;
};

/** What a flow failed with, which may be anything. */
const wordsOf = (error: unknown): { readonly message: string; readonly hint?: string } => {
  const { message, hint } = (error ?? {}) as { readonly message?: string; readonly hint?: string };
  return { message: message ?? JSON.stringify(error), ...(hint === undefined ? {} : { hint }) };
};

/** Where a run of somebody's own workflow tells how it goes on, and asks. */
const createDesk = (io: CommandIo) => {
  const secrets = secretsOf(io.env);
  const stdout = new RedactedOutput(io.stdout, secrets);
  const stderr = new RedactedOutput(io.stderr, secrets);
  const lines = createPlainLines(stderr);
  const close = async (): Promise<void> => {
    await Promise.all([stdout.flushed(), stderr.flushed()]);
    stdout.release();
    stderr.release();
  };
  return { stdout, stderr, lines, colours: coloursFor(stderr, io.env), [Symbol.asyncDispose]: close };
};

const stopped: FollowEnd = {
  unfinished: createFailure('resume', {
    kind: 'cancelled',
    message: 'stopped at once',
    hint: 'What was under way is looked for when it goes on.',
    mayHaveHappened: true,
  }),
};

const unusableStore = (cause: unknown): FollowEnd => {
  if (cause instanceof StoreUnusable) return { unfinished: createFailure('resume', unusable(cause)) };
  throw cause;
};

/** Goes on with a run of somebody's own workflow. */
const resumeOwn = async (run: RunDetails, path: string, options: ResumeOptions, io: CommandIo): Promise<CommandEnd> => {
  if (options.module === undefined)
    throw new UsageError(
      `run ${shortId(run.id)} is one of '${run.workflow}', which is not known here`,
      'Name the module that exports your workflows: --module FILE.',
    );
  const approve = approvalOf(options);
  const program = await loadProgram(options.module);
  await using desk = createDesk(io);
  const { stdout, stderr, lines, colours } = desk;
  using interruption = watchInterrupts((count) => {
    lines.say(count === 1 ? 'Stopping here; what is under way comes to its end.' : 'Stopping at once.');
  });
  const canAsk = io.stdin.isTTY === true && stderr.isTTY;
  const terminal = { input: io.stdin, output: stderr, pause: () => {}, resume: () => {} };
  const ask = canAsk ? askAt({ ...terminal, interrupted: interruption.request }) : undefined;
  const work = async (): Promise<FollowEnd> => {
    await using opened = openProgram(program, path, run.id);
    const { engine, broken } = opened;
    return await followRun(engine, run.id, () => goOn(engine, run.id), {
      store: path,
      show: (event) => lines.show(event),
      say: (text) => lines.say(text),
      decide: approve === 'auto' ? approveAll : ask,
      signal: interruption.signal,
      atSignal: 'leave',
      broken,
    });
  };
  const ended = await Promise.race([work().catch(unusableStore), interruption.abandoned.then(() => stopped)]);
  const outcome = ended.unfinished === undefined ? ended.outcome : fail(ended.unfinished);
  if (options.json === true) stdout.writeJson(outcome);
  if (outcome.success) stderr.write(`Run ${shortId(run.id)} succeeded.\n`);
  else stderr.write(errorText(wordsOf(outcome.error), colours));
  return { exitCode: outcome.success ? exitCodes.done : exitCodes.failed, abandoned: ended === stopped };
};

/** `strata runs resume`: goes on with a run here, and follows it to its end. */
export const resumeRun = async (name: string, options: ResumeOptions, io: CommandIo): Promise<CommandEnd> => {
  const approve = approvalOf(options);
  const path = findStore(options.store, process.cwd());
  const run = await find(name, options, io);
  if ('exitCode' in run) return run;
  // A workflow of one's own may have the name, too.
  if (run.workflow !== shipName || options.module !== undefined) return resumeOwn(run, path, options, io);
  const { resumeShip } = await import('../ship/ship.ts');
  return resumeShip(run, path, { approve, json: options.json === true }, io);
};
