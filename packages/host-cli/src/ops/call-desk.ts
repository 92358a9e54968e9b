import { type Failure, type Result, describeOperation, inverseOf } from '@strata/core';
import { type Colours, coloursFor } from '../colours.ts';
import type { CommandIo } from '../command-io.ts';
import { errorText } from '../error-text.ts';
import { secretsOf } from '../github-token.ts';
import { durationText } from '../progress/duration-text.ts';
import { RedactedOutput } from '../redacted-output.ts';
import type { UsageError } from '../usage-error.ts';
import { dataText, partText } from './data-text.ts';
import type { FoundOperation } from './found-operation.ts';
import { InputMistake } from './input-mistake.ts';
import { commandText, locateText, undoText } from './operation-text.ts';

/** How a result is printed: for people, as one document, or as lines with what was told before it. */
export type CallForm = 'text' | 'json' | 'json-lines';

/** What `ops call` prints, with all secrets taken out. */
export interface CallDesk extends AsyncDisposable {
  readonly stdout: RedactedOutput;
  readonly stderr: RedactedOutput;
  /** Resolves when all that was shown has been written. */
  readonly flushed: () => Promise<unknown>;
  /** Tells something of the call in one line. */
  readonly say: (text: string) => void;
  readonly showPart: (part: unknown) => void;
  readonly showResult: (found: FoundOperation, input: object, result: Result<unknown, Failure>) => void;
  /** A command line that makes no sense is answered like a request that does not fit. */
  readonly showMistake: (operation: string, mistake: UsageError) => void;
}

const usedUp = ({ meta }: Result<unknown, Failure>): string =>
  [
    durationText(meta.durationMs),
    ...(meta.attempts > 1 ? [`${meta.attempts} attempts`] : []),
    ...(meta.cached === true ? ['cached'] : []),
  ].join(', ');

const dryRunText = ({ tool, operation }: FoundOperation, input: unknown, colours: Colours): string =>
  [
    `${colours.green('✔')} Dry run: ${tool.name}.${operation.name} was checked, and not performed\n`,
    `  effect: ${operation.effect}\n`,
    `  undo: ${undoText(operation)}\n`,
    `  in doubt: ${locateText(operation)}\n`,
    '  input:\n',
    dataText(input).replaceAll(/^/gm, '  ').trimEnd(),
  ].join('') + '\n';

/** What a dry run found, for programs. */
const dryRunOf = ({ tool, operation }: FoundOperation, input: unknown): object => {
  const { effect, undo, locate, idempotent } = describeOperation(tool.name, operation);
  const irreversible = operation.irreversible ?? null;
  return {
    dryRun: true,
    tool: tool.name,
    operation: operation.name,
    effect,
    undo,
    irreversible,
    locate,
    idempotent,
    input,
  };
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

/** Makes a desk at the streams of a command. */
export const createCallDesk = (io: CommandIo, form: CallForm): CallDesk => {
  const secrets = secretsOf(io.env);
  const stdout = new RedactedOutput(io.stdout, secrets);
  const stderr = new RedactedOutput(io.stderr, secrets);
  const colours = { stdout: coloursFor(stdout, io.env), stderr: coloursFor(stderr, io.env) };
  const flushed = (): Promise<unknown> => Promise.all([stdout.flushed(), stderr.flushed()]);
  const document = (value: object): void => (form === 'json' ? stdout.writeJson(value) : stdout.writeJsonLine(value));
  const showText = (found: FoundOperation, input: object, result: Result<unknown, Failure>): void => {
    const { tool, operation } = found;
    if (!result.success) {
      if (result.error.kind === 'dry_run') stdout.write(dryRunText(found, result.error.input, colours.stdout));
      return;
    }
    const isBad = operation.verdict?.(result.data) === 'bad';
    const mark = isBad ? colours.stdout.red('✖') : colours.stdout.green('✔');
    stdout.write(`${mark} ${tool.name}.${operation.name} (${usedUp(result)})\n${dataText(result.data)}`);
    const undo = undoHint(found, { ...input, operation: operation.name }, result.data);
    if (undo !== '') stderr.write(`${colours.stderr.dim(`↩ To take it back: ${undo}`)}\n`);
  };
  const showError = (error: { readonly message: string; readonly hint?: string }): void =>
    void stderr.write(errorText(error, colours.stderr));
  return {
    stdout,
    stderr,
    say: (text) => void stderr.write(`${text}\n`),
    showPart: (part) => void (form === 'text' ? stderr.write(`${partText(part)}\n`) : document({ part })),
    showResult: (found, input, result) => {
      if (!result.success && result.error.kind !== 'dry_run') showError(result.error);
      if (form === 'text') return showText(found, input, result);
      const isDryRun = !result.success && result.error.kind === 'dry_run';
      const shown = isDryRun ? dryRunOf(found, result.error.input) : result;
      document(form === 'json' ? shown : { result: shown });
    },
    showMistake: (operation, mistake) => {
      const { message, hint } = mistake;
      const error = {
        kind: 'invalid_input',
        operation,
        message,
        ...(hint === undefined ? {} : { hint }),
        issues: mistake instanceof InputMistake ? mistake.issues : [],
        retryable: false,
      };
      showError(error);
      const result = { success: false, error, meta: { durationMs: 0, attempts: 0 } };
      if (form !== 'text') document(form === 'json' ? result : { result });
    },
    flushed,
    [Symbol.asyncDispose]: async () => {
      await flushed();
      stdout.release();
      stderr.release();
    },
  };
};
