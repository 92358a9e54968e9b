import { createFailure } from '@strata/core';
import type { Engine, ReplayVerdict } from '@strata/durable';
import type { CommandEnd, CommandIo } from '../command-io.ts';
import { oneLine } from '../progress/text-width.ts';
import { knownFlows } from './known-flows.ts';
import { shortId } from './named-run.ts';
import { type RunsAnswer, type RunsDesk, type RunsOptions, atRuns } from './runs-desk.ts';

/** What `runs check` takes on the command line. */
export interface CheckOptions extends RunsOptions {
  readonly module?: string;
}

const notCancelled = ['pending', 'running', 'waiting', 'paused', 'blocked', 'succeeded', 'failed'] as const;

const allOf = async (engine: Pick<Engine, 'list' | 'check'>): Promise<readonly ReplayVerdict[]> => {
  const verdicts: ReplayVerdict[] = [];
  let cursor: string | undefined;
  do {
    // What was called off went another way than its flow: nobody goes on with it.
    const where = { status: notCancelled, ...(cursor === undefined ? {} : { cursor }) };
    verdicts.push(...(await engine.check(where)));
    cursor = (await engine.list(where)).nextCursor;
  } while (cursor !== undefined);
  return verdicts;
};

const textOf = ({ runId, workflow, verdict, message = '', expected, found }: ReplayVerdict): string =>
  [
    `${shortId(runId)}  ${workflow}  ${verdict}${message === '' ? '' : `: ${oneLine(message)}`}`,
    ...(expected === undefined ? [] : ['  was:', expected.replaceAll(/^/gm, '    ')]),
    ...(found === undefined ? [] : ['  is:', found.replaceAll(/^/gm, '    ')]),
    '',
  ].join('\n');

const summaryOf = (verdicts: readonly ReplayVerdict[]): string => {
  const count = (wanted: ReplayVerdict['verdict']): number =>
    verdicts.filter(({ verdict }) => verdict === wanted).length;
  const unknown =
    count('unknown') === 0 ? '' : `, ${count('unknown')} of workflows that are not known here (see --module)`;
  return `${count('same')} runs can go on, ${count('diverged')} cannot${unknown}\n`;
};

/**
 * `strata runs check`: goes through the stored histories with the code of today, doing nothing. Fails when a run could
 * not go on with it.
 */
export const checkRuns = async (options: CheckOptions, io: CommandIo): Promise<CommandEnd> => {
  const check = async ({ engine, stdout }: RunsDesk): Promise<RunsAnswer> => {
    const verdicts = await allOf(engine);
    const diverged = verdicts.filter(({ verdict }) => verdict === 'diverged');
    if (options.json === true) stdout.writeJson({ verdicts });
    else stdout.write([...diverged.map(textOf), summaryOf(verdicts)].join(''));
    if (diverged.length === 0) return {};
    const message = `${diverged.length} of ${verdicts.length} runs could not go on with this code`;
    const hint = 'Give back what they have been through, or let them end first.';
    const refused = createFailure('check', { kind: 'conflict', message, hint });
    return { refused, isTold: options.json === true };
  };
  return atRuns(options, io, check, await knownFlows(options.module));
};
