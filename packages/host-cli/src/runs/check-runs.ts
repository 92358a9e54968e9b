import { createFailure } from '@strata/core';
import { type Engine, type ReplayVerdict, openEngine } from '@strata/durable';
import { type CommandEnd, type CommandIo, exitCodes } from '../command-io.ts';
import { oneLine } from '../progress/text-width.ts';
import { shipForChecks } from '../ship/ship-for-checks.ts';
import { shipName } from '../ship/ship-workflow.ts';
import { shortId } from './named-run.ts';
import { loadProgram } from './program-module.ts';
import { type RunsOptions, atRuns } from './runs-desk.ts';
import { findStore } from './store-place.ts';

/** What `runs check` takes on the command line. */
export interface CheckOptions extends RunsOptions {
  readonly module?: string;
}

const allOf = async (engine: Pick<Engine, 'list' | 'check'>): Promise<readonly ReplayVerdict[]> => {
  const verdicts: ReplayVerdict[] = [];
  let cursor: string | undefined;
  do {
    const where = cursor === undefined ? {} : { cursor };
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

/**
 * `strata runs check`: goes through the stored histories with the code of today, doing nothing. Fails when a run could
 * not go on with it.
 */
export const checkRuns = async (options: CheckOptions, io: CommandIo): Promise<CommandEnd> => {
  const path = findStore(options.store, process.cwd());
  const { workflows = {}, tools = [] } = options.module === undefined ? {} : await loadProgram(options.module);
  let hasDiverged = false;
  const end = await atRuns(options, io, async ({ stdout }) => {
    await using engine = openEngine({
      path,
      workflows: { [shipName]: shipForChecks(), ...workflows },
      tools,
      only: [],
    });
    const verdicts = await allOf(engine);
    const diverged = verdicts.filter(({ verdict }) => verdict === 'diverged');
    const unknown = verdicts.filter(({ verdict }) => verdict === 'unknown').length;
    hasDiverged = diverged.length > 0;
    if (options.json === true) stdout.writeJson({ verdicts });
    else {
      for (const verdict of diverged) stdout.write(textOf(verdict));
      const unknownText = unknown === 0 ? '' : `, ${unknown} of workflows that are not known here (see --module)`;
      stdout.write(
        `${verdicts.length - diverged.length - unknown} runs can go on, ${diverged.length} cannot${unknownText}\n`,
      );
    }
    if (!hasDiverged || options.json === true) return {};
    const message = `${diverged.length} of ${verdicts.length} runs could not go on with this code`;
    return {
      refused: createFailure('check', {
        kind: 'conflict',
        message,
        hint: 'Give back what they have been through, or let them end first.',
      }),
    };
  });
  return hasDiverged ? { ...end, exitCode: exitCodes.failed } : end;
};
