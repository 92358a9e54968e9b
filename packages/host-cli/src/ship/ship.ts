import { resolve } from 'node:path';
import { type Secret, systemClock } from '@strata/core';
import type { RunDetails } from '@strata/durable';
import { type CommandEnd, type CommandIo, exitCodes, variable } from '../command-io.ts';
import { errorText } from '../error-text.ts';
import { readToken, secretsOf } from '../github-token.ts';
import { watchInterrupts } from '../interrupt.ts';
import { storeIn } from '../runs/store-place.ts';
import { UsageError } from '../usage-error.ts';
import { urlOf } from './github-place.ts';
import { mergedText, notShippedText } from './report-text.ts';
import type { ShipEnd, ShipJob } from './run-ship.ts';
import { type ShipDesk, createShipDesk } from './ship-desk.ts';
import { type ShipOptions, type ShipOrder, parseShipOptions } from './ship-order.ts';
import type { ShipReport } from './ship-report.ts';

/** A question needs somebody to read it and somebody to answer. */
const checkApproval = ({ approve }: ShipOrder, io: CommandIo): void => {
  if (approve === 'auto' || (io.stdin.isTTY === true && io.stderr.isTTY === true)) return;
  throw new UsageError('--approve ask needs a terminal to ask at', 'Use --approve auto to merge without asking.');
};

const storeOf = ({ store }: ShipOptions, { path }: ShipOrder): string =>
  store === undefined ? storeIn(path) : resolve(store);

const announce = (order: ShipOrder, io: CommandIo, desk: ShipDesk): void => {
  const ignored = variable(io.env, 'GITHUB_API_URL') === undefined ? '' : ', so GITHUB_API_URL is not used';
  desk.say(
    `GITHUB_TOKEN is not set${ignored}: using a local GitHub with ${order.repo}, which is gone when the run ends.`,
  );
};

const stopping =
  (desk: ShipDesk, { isNew }: ShipJob) =>
  (count: number) => {
    if (count > 1) desk.say('Stopping at once: something may be left.');
    else if (isNew) desk.say('Stopping, and taking back what was made. Press Ctrl-C again to stop at once.');
    else desk.say('Stopping here; what is under way comes to its end. Press Ctrl-C again to stop at once.');
  };

const usageReport = ({ message, hint }: UsageError): ShipReport => ({
  outcome: 'usage_error',
  error: { kind: 'usage', operation: 'ship', message, ...(hint === undefined ? {} : { hint }) },
});

const print = (report: ShipReport, json: boolean, { stdout, stderr, colours }: ShipDesk): void => {
  if (report.outcome !== 'merged') stderr.write(errorText(report.error, colours.stderr));
  if (json) stdout.writeJson(report);
  else if (report.outcome === 'merged') stdout.write(mergedText(report, colours.stdout));
  else if (report.outcome !== 'usage_error') stdout.write(notShippedText(report, colours.stdout));
};

const exitCodeOf = (report: ShipReport): number => {
  switch (report.outcome) {
    case 'merged':
      return exitCodes.done;
    case 'usage_error':
      return exitCodes.usage;
    case 'rolled_back':
      return exitCodes.failed;
    case 'failed':
      return report.notUndone.length > 0 ? exitCodes.undoIncomplete : exitCodes.failed;
  }
};

/** What is to be shipped, and with what. */
interface Plan {
  readonly job: ShipJob;
  readonly env: CommandIo['env'];
  readonly token: Secret | undefined;
}

/** Listens to signals until `until` is disposed. */
const attempt = async (
  plan: (desk: ShipDesk) => Promise<Plan>,
  desk: ShipDesk,
  until: DisposableStack,
): Promise<ShipEnd> => {
  try {
    const { job, ...surroundings } = await plan(desk);
    const interruption = until.use(watchInterrupts(stopping(desk, job)));
    // The tools are loaded when there is something for them to do.
    const { runShip } = await import('./run-ship.ts');
    try {
      return await runShip(job, { ...surroundings, desk, interruption });
    } finally {
      interruption.settle();
    }
  } catch (cause) {
    if (cause instanceof UsageError) return { report: usageReport(cause), abandoned: false };
    throw cause;
  }
};

/** Ships what is planned, and prints the report. */
const shipAs = async (
  plan: (desk: ShipDesk) => Promise<Plan>,
  json: boolean | undefined,
  io: CommandIo,
): Promise<CommandEnd> => {
  // A signal while the report is printed must not end the process with a code of its own.
  using untilPrinted = new DisposableStack();
  const desk = createShipDesk(io, secretsOf(io.env), systemClock);
  try {
    const { report, abandoned } = await attempt(plan, desk, untilPrinted);
    print(report, json === true, desk);
    return { exitCode: abandoned ? exitCodes.undoIncomplete : exitCodeOf(report), abandoned };
  } finally {
    await desk.close();
  }
};

/** The command `ship`: checks its options, runs, and prints the report. */
export const ship = (options: ShipOptions, io: CommandIo): Promise<CommandEnd> =>
  shipAs(
    async (desk) => {
      const token = readToken(io.env);
      const order = await parseShipOptions(options);
      checkApproval(order, io);
      if (token === undefined) announce(order, io, desk);
      const job = { runId: systemClock.id(), order, branch: order.branch, store: storeOf(options, order), isNew: true };
      return { job, env: io.env, token };
    },
    options.json,
    io,
  );

/** Goes on with a run of `ship` that was interrupted, as `runs resume` does, and prints the report. */
export const resumeShip = (
  run: RunDetails,
  store: string,
  { approve, json }: { readonly approve: 'ask' | 'auto'; readonly json: boolean },
  io: CommandIo,
): Promise<CommandEnd> =>
  shipAs(
    async () => {
      const token = readToken(io.env);
      if (token === undefined)
        throw new UsageError('GITHUB_TOKEN is not set', 'Set a token for the GitHub that the run ships to.');
      const { orderOf, shipInput } = await import('./ship-workflow.ts');
      const { data: input, success } = shipInput.safeParse(run.input);
      if (!success)
        throw new UsageError(
          `run ${run.id} was not started by strata ship`,
          'Name the module of its workflow: --module FILE.',
        );
      // A document that was taken in must not choose whom a token is sent to.
      if (input.url !== urlOf(io.env))
        throw new UsageError(
          `the run ships to ${input.url ?? 'a GitHub that is gone'}, and GITHUB_TOKEN is for ${urlOf(io.env)}`,
          `Set GITHUB_API_URL and the token for it, if that is where it should go.`,
        );
      const job = { runId: run.id, order: orderOf(input, approve), branch: input.branch, store, isNew: false };
      return { job, env: io.env, token };
    },
    json,
    io,
  );
