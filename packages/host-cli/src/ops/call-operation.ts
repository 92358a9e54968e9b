import { type Failure, type Result, mayHaveHappened } from '@strata/core';
import { CommanderError } from 'commander';
import { type CommandEnd, type CommandIo, exitCodes } from '../command-io.ts';
import { watchInterrupts } from '../interrupt.ts';
import { UsageError } from '../usage-error.ts';
import { usageErrorOf } from '../usage-error-of.ts';
import { type CallDesk, type CallForm, createCallDesk } from './call-desk.ts';
import { inputOfCall } from './call-input.ts';
import { type CallOptions, parseCall } from './call-order.ts';
import { type FoundOperation, findOperation, splitNames } from './found-operation.ts';
import { withNextStep } from './next-step.ts';
import { performCall } from './performed-call.ts';
import { watchReaders } from './gone-reader.ts';

const exitCodeOf = ({ operation }: FoundOperation, answer: Result<unknown, Failure>): number => {
  if (answer.success) return operation.verdict?.(answer.data) === 'bad' ? exitCodes.bad : exitCodes.done;
  if (answer.error.kind === 'dry_run') return exitCodes.done;
  const { error } = answer;
  if (error.kind === 'invalid_input') return exitCodes.usage;
  const isLeft = error.kind === 'saga_failed' ? !error.undoComplete : mayHaveHappened(error);
  return isLeft ? exitCodes.undoIncomplete : exitCodes.failed;
};

const stopping = (say: (text: string) => void) => (count: number) =>
  say(count === 1 ? 'Stopping. Press Ctrl-C again to stop at once.' : 'Stopping at once: something may be left.');

/** A question needs somebody to read it and somebody to answer. */
const checkAsking = ({ operation }: FoundOperation, options: CallOptions, io: CommandIo): void => {
  if (operation.effect !== 'destroy' || options.yes || options.dryRun) return;
  if (io.stdin.isTTY === true && io.stderr.isTTY === true) return;
  throw new UsageError(
    `${operation.name} takes something away, and there is no terminal to ask at`,
    'Use --yes to go on without asking, or --dry-run to look first.',
  );
};

const formOf = (words: readonly string[]): CallForm => {
  if (words.includes('--json-lines')) return 'json-lines';
  return words.includes('--json') ? 'json' : 'text';
};

const call = async (words: readonly string[], io: CommandIo, desk: CallDesk): Promise<CommandEnd> => {
  const { tool, operation, rest } = splitNames(words);
  const found = await findOperation(tool, operation, io.env);
  const order = parseCall(found, rest, (text) => void desk.stdout.write(text));
  const input = await inputOfCall(found, order, io.stdin);
  checkAsking(found, order.options, io);
  // From here on there is something to stop; and a signal while the result is printed must not end the process.
  using interrupts = watchInterrupts(stopping(desk.say));
  using readers = watchReaders(io);
  const interruption = { ...interrupts, signal: AbortSignal.any([interrupts.signal, readers.signal]) };
  const ended = await performCall(found, input, { io, options: order.options, desk, interruption });
  const { answer, abandoned, callId } = ended;
  const isQuiet = readers.signal.aborted && !answer.success && !mayHaveHappened(answer.error);
  if (!isQuiet) desk.showResult(found, input, { ...ended, answer: withNextStep(found, input, answer, callId) });
  await desk.flushed();
  return { exitCode: exitCodeOf(found, answer), abandoned };
};

/** `strata ops call`: reads the flags, performs the operation, prints the Result. */
export const callOperation = async (words: readonly string[], io: CommandIo): Promise<CommandEnd> => {
  await using desk = createCallDesk(io, formOf(words));
  try {
    return await call(words, io, desk);
  } catch (cause) {
    if (cause instanceof CommanderError && cause.exitCode === 0) return { exitCode: exitCodes.done, abandoned: false };
    if (!(cause instanceof CommanderError || cause instanceof UsageError)) throw cause;
    const mistake = cause instanceof CommanderError ? usageErrorOf(cause, 'See it with --help.') : cause;
    desk.showMistake(splitNames(words).operation ?? 'call', mistake);
    return { exitCode: exitCodes.usage, abandoned: false };
  }
};
