import { type RunDetails, endedStatuses, openEngine } from '@strata/durable';
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
import { followRun, goOn } from './follow-run.ts';
import { namedRun, shortId } from './named-run.ts';
import { loadProgram } from './program-module.ts';
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

/** The run that is meant, as long as it can go on. */
const find = async (name: string, options: ResumeOptions, io: CommandIo): Promise<RunDetails> => {
  let found: RunDetails | undefined;
  await atRuns(options, io, async ({ engine }) => {
    found = await namedRun(engine, name);
    return {};
  });
  if (found === undefined) throw new UsageError(`there is no run '${name}'`);
  if (endedStatuses.some((status) => status === found?.status))
    throw new UsageError(
      `run ${shortId(found.id)} has ended: it is ${found.status}`,
      'strata runs retry makes a new one of it.',
    );
  return found;
};

/** What a flow failed with, which may be anything. */
const wordsOf = (error: unknown): { readonly message: string; readonly hint?: string } => {
  const { message, hint } = (error ?? {}) as { readonly message?: string; readonly hint?: string };
  return { message: message ?? JSON.stringify(error), ...(hint === undefined ? {} : { hint }) };
};

/** Goes on with a run of somebody's own workflow. */
const resumeOwn = async (run: RunDetails, path: string, options: ResumeOptions, io: CommandIo): Promise<CommandEnd> => {
  if (options.module === undefined)
    throw new UsageError(
      `run ${shortId(run.id)} is one of '${run.workflow}', which is not known here`,
      'Name the module that exports your workflows: --module FILE.',
    );
  const approve = approvalOf(options);
  const { workflows = {}, tools = [], rolesOf } = await loadProgram(options.module);
  const secrets = secretsOf(io.env);
  const stdout = new RedactedOutput(io.stdout, secrets);
  const stderr = new RedactedOutput(io.stderr, secrets);
  const lines = createPlainLines(stderr);
  using interruption = watchInterrupts((count) => {
    lines.say(count === 1 ? 'Stopping here: the run can be resumed.' : 'Stopping at once.');
  });
  const canAsk = io.stdin.isTTY === true && stderr.isTTY;
  const desk = {
    input: io.stdin,
    output: stderr,
    pause: () => {},
    resume: () => {},
    interrupted: interruption.request,
  };
  const ask = canAsk ? askAt(desk) : undefined;
  await using engine = openEngine({
    path,
    workflows,
    tools,
    only: [run.id],
    ...(rolesOf === undefined ? {} : { rolesOf }),
  });
  const ended = await followRun(engine, run.id, () => goOn(engine, run.id), {
    show: (event) => lines.show(event),
    say: (text) => lines.say(text),
    decide: approve === 'auto' ? approveAll : ask,
    signal: interruption.signal,
  });
  if (options.json === true) stdout.writeJson(ended);
  if (ended.success) stderr.write(`Run ${shortId(run.id)} succeeded.\n`);
  else stderr.write(errorText(wordsOf(ended.error), coloursFor(stderr, io.env)));
  await Promise.all([stdout.flushed(), stderr.flushed()]);
  return { exitCode: ended.success ? exitCodes.done : exitCodes.failed, abandoned: false };
};

/** `strata runs resume`: goes on with a run here, and follows it to its end. */
export const resumeRun = async (name: string, options: ResumeOptions, io: CommandIo): Promise<CommandEnd> => {
  const path = findStore(options.store, process.cwd());
  const run = await find(name, options, io);
  if (run.workflow !== shipName) return resumeOwn(run, path, options, io);
  const { resumeShip } = await import('../ship/ship.ts');
  return resumeShip(run, path, { approve: approvalOf(options), json: options.json === true }, io);
};
