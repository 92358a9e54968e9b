import { type Failure, type PerformedOperation, type Result, inverseOf } from '@strata/core';
import { type Colours, coloursFor } from '../colours.ts';
import type { CommandIo } from '../command-io.ts';
import { errorText } from '../error-text.ts';
import { secretsOf } from '../github-token.ts';
import { durationText } from '../progress/duration-text.ts';
import { RedactedOutput } from '../redacted-output.ts';
import type { UsageError } from '../usage-error.ts';
import { type CallOutcome, documentOf, mistakeDocument } from './call-documents.ts';
import { dataText } from './data-text.ts';
import type { FoundOperation } from './found-operation.ts';
import { LiveLines } from './live-lines.ts';
import { commandText, locateText, undoText } from './operation-text.ts';
import { lookBefore } from './read-of-same.ts';
import { partReaderOf } from './told-part.ts';

/** How a result is printed: for people, as one document, or as lines with what was told before it. */
export type CallForm = 'text' | 'json' | 'json-lines';

type CallInput = Readonly<Record<string, unknown>>;

type BothColours = { readonly stdout: Colours; readonly stderr: Colours };

/** What `ops call` prints, with all secrets taken out. */
export interface CallDesk extends AsyncDisposable {
  readonly stdout: RedactedOutput;
  readonly stderr: RedactedOutput;
  /** Resolves when all that was shown has been written. */
  readonly flushed: () => Promise<unknown>;
  /** Tells something of the call in one line. */
  readonly say: (text: string) => void;
  /** Shows what an operation tells while it works; undefined where nobody would see it, so that it need not be told. */
  readonly listenerOf: (operation: PerformedOperation) => ((part: unknown) => void) | undefined;
  readonly showResult: (found: FoundOperation, input: CallInput, outcome: CallOutcome) => void;
  /** A command line that makes no sense is answered like a request that does not fit. */
  readonly showMistake: (operation: string, mistake: UsageError) => void;
}

const usedUp = ({ meta }: Result<unknown, Failure>): string =>
  [
    durationText(meta.durationMs),
    ...(meta.attempts > 1 ? [`${meta.attempts} attempts`] : []),
    ...(meta.cached === true ? ['cached'] : []),
  ].join(', ');

const dryRunText = (found: FoundOperation, input: unknown, given: CallInput, colours: Colours): string => {
  const { tool, operation } = found;
  const look = lookBefore(found, given);
  return `${[
    `${colours.green('✔')} Dry run: ${tool.name}.${operation.name} was checked, and not performed\n`,
    `  effect: ${operation.effect}\n`,
    `  undo: ${undoText(operation)}\n`,
    `  in doubt: ${locateText(operation)}\n`,
    ...(look === undefined ? [] : [`  what would go: ${look.command}\n`]),
    '  input:\n',
    dataText(input).replaceAll(/^/gm, '  ').trimEnd(),
  ].join('')}\n`;
};

/** How to take it back: the very command, where the operation knows it. */
const undoHint = (
  { tool, operation }: FoundOperation,
  request: { readonly operation: string },
  output: unknown,
): string => {
  const inverse = inverseOf(operation, request, output);
  if (inverse === undefined) return '';
  const { operation: name, ...input } = inverse;
  const undo = tool.operations[name];
  return undo === undefined ? '' : commandText({ tool, operation: undo }, input);
};

/** A result for people: what came of it on stdout, how it is taken back on stderr. */
const showText = (
  found: FoundOperation,
  input: CallInput,
  { answer, wasThere }: CallOutcome,
  { stdout, stderr, colours }: Pick<CallDesk, 'stdout' | 'stderr'> & { readonly colours: BothColours },
): void => {
  const { tool, operation } = found;
  if (!answer.success) {
    if (answer.error.kind === 'dry_run') stdout.write(dryRunText(found, answer.error.input, input, colours.stdout));
    return;
  }
  const isBad = operation.verdict?.(answer.data) === 'bad';
  const mark = isBad ? colours.stdout.red('✖') : colours.stdout.green('✔');
  const how = wasThere ? `${usedUp(answer)}, was there already` : usedUp(answer);
  stdout.write(`${mark} ${tool.name}.${operation.name} (${how})\n${dataText(answer.data)}`);
  const undo = undoHint(found, { ...input, operation: operation.name }, answer.data);
  if (undo !== '') stderr.write(`${colours.stderr.dim(`↩ To take it back: ${undo}`)}\n`);
};

/** Makes a desk at the streams of a command. */
export const createCallDesk = (io: CommandIo, form: CallForm): CallDesk => {
  const secrets = secretsOf(io.env);
  const stdout = new RedactedOutput(io.stdout, secrets);
  const stderr = new RedactedOutput(io.stderr, secrets);
  const colours = { stdout: coloursFor(stdout, io.env), stderr: coloursFor(stderr, io.env) };
  const flushed = (): Promise<unknown> => Promise.all([stdout.flushed(), stderr.flushed()]);
  const document = (value: object): void => (form === 'json' ? stdout.writeJson(value) : stdout.writeJsonLine(value));
  const result = (value: object): void => document(form === 'json' ? value : { result: value });
  // A dumb terminal cannot go back on its line.
  const inPlace = stderr.isTTY && io.env['TERM'] !== 'dumb';
  const live = new LiveLines({ output: stderr, colours: colours.stderr, inPlace });
  const showError = ({ message, hint }: { readonly message: string; readonly hint?: string | undefined }): void =>
    void stderr.write(errorText({ message, ...(hint === undefined ? {} : { hint }) }, colours.stderr));
  return {
    stdout,
    stderr,
    say: (text) => {
      live.clear();
      stderr.write(`${text}\n`);
    },
    listenerOf: ({ part: schema }) => {
      if (schema === undefined) return undefined;
      if (form === 'json-lines') return (part) => document({ part });
      // A program that wants one document waits for that; a person at a terminal reads along.
      if (form === 'json' && !stderr.isTTY) return undefined;
      const read = partReaderOf(schema);
      return (part) => live.show(read(part));
    },
    showResult: (found, input, outcome) => {
      const { answer } = outcome;
      live.end();
      if (!answer.success && answer.error.kind !== 'dry_run') showError(answer.error);
      if (form === 'text') showText(found, input, outcome, { stdout, stderr, colours });
      else result(documentOf(found, input, outcome));
    },
    showMistake: (operation, mistake) => {
      showError(mistake);
      if (form !== 'text') result(mistakeDocument(operation, mistake));
    },
    flushed,
    [Symbol.asyncDispose]: async () => {
      live.end();
      await flushed();
      stdout.release();
      stderr.release();
    },
  };
};
