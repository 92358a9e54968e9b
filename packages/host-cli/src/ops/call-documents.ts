import { type Failure, type Result, describeOperation } from '@strata/core';
import type { UsageError } from '../usage-error.ts';
import type { FoundOperation } from './found-operation.ts';
import { InputMistake } from './input-mistake.ts';
import { lookBefore } from './read-of-same.ts';

/** How a call ended, and what is known of it besides. */
export interface CallOutcome {
  readonly answer: Result<unknown, Failure>;
  /** The name of the call; absent where it has none, as a read. */
  readonly callId?: string;
  /** Whether its effect was there already, so that nothing was done. */
  readonly wasThere: boolean;
}

/** An input, with what was given alone. */
type CallInput = Readonly<Record<string, unknown>>;

/** What a dry run found. */
const dryRunOf = (found: FoundOperation, input: unknown, given: CallInput): object => {
  const { tool, operation } = found;
  const look = lookBefore(found, given);
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
    ...(look === undefined ? {} : { look }),
    input,
  };
};

/** A call's Result for programs; a write's says besides by which name it can be found again. */
export const documentOf = (
  found: FoundOperation,
  given: CallInput,
  { answer, callId, wasThere }: CallOutcome,
): object => {
  if (!answer.success && answer.error.kind === 'dry_run') return dryRunOf(found, answer.error.input, given);
  return { ...answer, ...(callId === undefined ? {} : { callId }), ...(wasThere ? { wasThere } : {}) };
};

/** A command line that makes no sense, as the Result of a call that was not made. */
export const mistakeDocument = (operation: string, mistake: UsageError): object => {
  const { message, hint } = mistake;
  const error = {
    kind: 'invalid_input',
    operation,
    message,
    ...(hint === undefined ? {} : { hint }),
    issues: mistake instanceof InputMistake ? mistake.issues : [],
    retryable: false,
  };
  return { success: false, error, meta: { durationMs: 0, attempts: 0 } };
};
