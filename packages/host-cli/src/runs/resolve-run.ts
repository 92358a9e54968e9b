import { createFailure, fail } from '@strata/core';
import type { Resolution } from '@strata/durable';
import type { CommandEnd, CommandIo } from '../command-io.ts';
import { UsageError } from '../usage-error.ts';
import { type ChangeOptions, type RunChange, changeRun } from './change-run.ts';
import { givenJson } from './given-json.ts';
import { knownFlows } from './known-flows.ts';
import { shortId } from './named-run.ts';

/** What `runs resolve` takes on the command line. */
export interface ResolveOptions extends ChangeOptions {
  readonly module?: string;
  readonly happened?: string | boolean;
  readonly didNotHappen?: boolean;
  readonly tryAgain?: boolean;
  readonly giveUp?: boolean;
}

type Answer =
  | { readonly answer: 'happened'; readonly output: unknown }
  | { readonly answer: Exclude<Resolution['answer'], 'happened'> };

const answerOf = async (
  { happened, didNotHappen, tryAgain, giveUp }: ResolveOptions,
  io: CommandIo,
): Promise<Answer> => {
  const given: Answer[] = [];
  if (happened !== undefined)
    given.push({
      answer: 'happened',
      output: happened === true ? null : await givenJson('--happened', String(happened), io),
    });
  if (didNotHappen === true) given.push({ answer: 'did_not_happen' });
  if (tryAgain === true) given.push({ answer: 'try_again' });
  if (giveUp === true) given.push({ answer: 'give_up' });
  const [answer, another] = given;
  if (answer === undefined || another !== undefined)
    throw new UsageError(
      answer === undefined ? 'there is no answer' : 'there is more than one answer',
      'Give one of --happened, --did-not-happen, --try-again, --give-up.',
    );
  return answer;
};

/** `strata runs resolve`: answers what only a person can settle. */
export const resolveRun = async (
  name: string,
  place: string | undefined,
  options: ResolveOptions,
  io: CommandIo,
): Promise<CommandEnd> => {
  const answer = await answerOf(options, io);
  const change: RunChange = {
    act: async (engine, run, by) => {
      const places = Object.keys(run.attention ?? {});
      if (place === undefined && places.length > 1)
        throw new UsageError(
          `run ${shortId(run.id)} needs more than one answer`,
          `Name a place: ${places.join(', ')}.`,
        );
      const at = place ?? places[0];
      if (at !== undefined) return engine.resolve(run.id, at, { ...by, ...answer });
      return fail(createFailure('resolve', { kind: 'conflict', message: `run ${shortId(run.id)} needs no answer` }));
    },
    done: (run) => `Run ${shortId(run.id)} has its answer.`,
  };
  // What is said to have come of a call is held against its schema where the flow is known.
  return changeRun(name, options, io, change, await knownFlows(options.module));
};
