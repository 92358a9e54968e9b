import { type Failure, type PerformedOperation, type Result, inputOf, mayHaveHappened } from '@strata/core';
import type { FoundOperation } from './found-operation.ts';
import { flagNameOf } from './operation-flags.ts';
import { commandText } from './operation-text.ts';

type Input = Readonly<Record<string, unknown>>;

/** The command that shows what a read sees of the things that the input names, as far as it can be asked with these. */
const lookingWith = ({ tool }: FoundOperation, read: PerformedOperation, input: Input): string | undefined => {
  const shared = Object.fromEntries(Object.entries(input).filter(([name]) => Object.hasOwn(read.input.shape, name)));
  return read.input.safeParse(shared).success ? commandText({ tool, operation: read }, shared) : undefined;
};

/** Whether this very call can be looked for by its name. */
const isFoundByName = ({ operation }: FoundOperation, input: Input, callId: string): boolean =>
  operation.locate?.request(inputOf(operation, { ...input, operation: operation.name }), callId) !== undefined;

/** How to find out whether a call in doubt has happened. */
const doubtHint = (found: FoundOperation, input: Input, callId: string | undefined): string => {
  const { tool, operation } = found;
  const { name } = operation;
  const read = operation.locate && tool.operations[operation.locate.using.name];
  const look = read && lookingWith(found, read, input);
  if (callId !== undefined && isFoundByName(found, input, callId)) {
    const again = `${name} may have happened; the same command with --call-id=${callId} looks for it before it does it again`;
    return look === undefined ? again : `${again}; or look: ${look}`;
  }
  if (look !== undefined) return `${name} may have happened; look: ${look}`;
  if (operation.idempotent === true)
    return `${name} may have happened; calling it again changes nothing more: ${commandText(found, input)}`;
  return `${name} may have happened; look with one of: strata ops list --tool ${tool.name} --effect read`;
};

/** Hints are written for code; what they name there has no flag. */
const isForCode = (hint: string): boolean => /\bnew [A-Z]\w+\(/.test(hint);

/** The same hint without what only code can do about a best practice. */
const atCommandLine = (hint: string): string => hint.replace(/,? or leave the practice out(?=\.)/, '');

const addedHints = (
  found: FoundOperation,
  input: Input,
  error: Failure,
  callId: string | undefined,
): readonly string[] => {
  if (mayHaveHappened(error)) return [doubtHint(found, input, callId)];
  if (error.hint !== undefined && isForCode(error.hint)) return ['That is for code: ops call has no flag for it.'];
  if (error.kind !== 'invalid_input') return [];
  const fields = error.issues.map(({ path }) => path.replace(/[.[].*$/, ''));
  const flags = [...new Set(fields)].filter((field) => Object.hasOwn(found.operation.input.shape, field));
  return flags.length === 0 ? [] : [`Here: ${flags.map((field) => `--${flagNameOf(field)}`).join(', ')}.`];
};

/** The same answer; the hint of a failure says besides what can be done at a command line. `callId`: the call's name. */
export const withNextStep = (
  found: FoundOperation,
  input: Input,
  answer: Result<unknown, Failure>,
  callId?: string,
): Result<unknown, Failure> => {
  if (answer.success) return answer;
  const { error } = answer;
  const hints = [
    ...(error.hint === undefined ? [] : [atCommandLine(error.hint)]),
    ...addedHints(found, input, error, callId),
  ];
  // `hint` is a text in every kind, which TypeScript can't follow through the union.
  return hints.length === 0 ? answer : { ...answer, error: { ...error, hint: hints.join(' ') } as Failure };
};
