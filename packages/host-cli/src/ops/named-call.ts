import {
  type AnyTool,
  type Failure,
  type PerformedOperation,
  type Result,
  type WorkflowContext,
  createFailure,
  fail,
  lookForEffect,
} from '@strata/core';

type Answer = Result<unknown, Failure>;

/** A call that was made before under the same name, or may have been. */
export interface NamedCall {
  readonly tool: AnyTool;
  readonly operation: PerformedOperation;
  readonly input: object;
  /** The context of the call, with its name. */
  readonly ctx: WorkflowContext & { readonly callId: string };
  /** Tells the person in a line. */
  readonly say: (text: string) => void;
}

/** A look that failed leaves the call in doubt, whatever it failed with. */
const inDoubt = (name: string, why: string): Answer =>
  fail(
    createFailure(name, {
      kind: 'needs_attention',
      at: name,
      message: `whether '${name}' was done cannot be found out: ${why}`,
      hint: 'It was not done again.',
      mayHaveHappened: true,
    }),
  );

/**
 * Looks whether a call is there that was made under this name, and says what it found. Gives its answer, or the failure
 * that ended the look; `undefined`: it may be made.
 */
export const lookForNamed = async ({ tool, operation, input, ctx, say }: NamedCall): Promise<Answer | undefined> => {
  const { name, idempotent } = operation;
  const { callId } = ctx;
  const found = await lookForEffect(tool, { ...input, operation: name }, ctx, callId);
  if (found === undefined) {
    if (idempotent !== true) return inDoubt(name, 'this call of it leaves no mark');
    say(`↻ ${name} leaves no mark to look for; doing it again changes nothing more.`);
    return undefined;
  }
  if (!found.success) return inDoubt(name, found.error.message);
  if (found.data === undefined) {
    say(`↻ Looked for call ${callId}: it is not there, so it is made now.`);
    return undefined;
  }
  say(`↻ Looked for call ${callId}: it is there already. This is its answer; nothing was done again.`);
  return found;
};
