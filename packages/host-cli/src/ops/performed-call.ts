import {
  type AnyTool,
  type Failure,
  type PerformedOperation,
  type Result,
  type Tool,
  type WorkflowContext,
  createContext,
  createFailure,
  fail,
  inputOf,
  stream,
} from '@strata/core';
import { timeout } from '@strata/l3-experts';
import { askAt } from '../approval.ts';
import type { CommandIo } from '../command-io.ts';
import type { Interruption } from '../interrupt.ts';
import type { CallOutcome } from './call-documents.ts';
import type { CallDesk } from './call-desk.ts';
import type { CallOptions } from './call-order.ts';
import { dataText } from './data-text.ts';
import type { FoundOperation } from './found-operation.ts';
import { lookForNamed } from './named-call.ts';
import { lookBefore } from './read-of-same.ts';

/** What a call is made with besides its input. */
export interface CallSurroundings {
  readonly io: CommandIo;
  readonly options: CallOptions;
  readonly desk: CallDesk;
  readonly interruption: Interruption;
}

/** How a call ended. `abandoned`: it is still under way, and nobody waits for it any more. */
export interface PerformedCall extends CallOutcome {
  readonly abandoned: boolean;
}

type Answer = Result<unknown, Failure>;

/** An operation as `stream` types it: one of whatever name. */
type Streamed = Tool<Readonly<Record<string, PerformedOperation>>>;

const perform = async (
  { tool, operation }: FoundOperation,
  input: object,
  ctx: WorkflowContext,
  onPart: ((part: unknown) => void) | undefined,
): Promise<Answer> => {
  const request = { ...input, operation: operation.name };
  if (onPart === undefined) return tool.execute(request, ctx);
  let answer: Answer | undefined;
  for await (const told of stream(tool as unknown as Streamed, request, ctx)) {
    if (told.result === undefined) onPart(told.part);
    else answer = told.result;
  }
  // The result is always the last that a stream gives.
  return answer as Answer;
};

const abandonedOf = ({ operation }: FoundOperation): Answer =>
  fail(
    createFailure(operation.name, {
      kind: 'cancelled',
      message: 'stopped before it had ended',
      ...(operation.effect === 'read' ? {} : { hint: 'Look whether it was done.' }),
      mayHaveHappened: operation.effect !== 'read',
    }),
  );

/** Asks before something is taken away. Undefined: go on. */
const refusalOf = async (
  found: FoundOperation,
  input: Readonly<Record<string, unknown>>,
  { options, io, desk, interruption }: CallSurroundings,
): Promise<Answer | undefined> => {
  const { tool, operation } = found;
  if (operation.effect !== 'destroy' || options.yes || options.dryRun) return undefined;
  const decide = askAt({
    input: io.stdin,
    output: desk.stderr,
    pause: () => {},
    resume: () => {},
    interrupted: interruption.request,
  });
  const { undo, irreversible } = operation;
  const why = irreversible === undefined ? '' : ` (${irreversible})`;
  const back = undo === undefined ? `nothing brings it back${why}` : `${undo.operation} brings it back`;
  const look = lookBefore(found, input);
  const question = {
    question: `${tool.name}.${operation.name} takes something away, and ${back}. Go on?`,
    details: [
      `${tool.name}.${operation.name}\n${dataText(inputOf(operation, { ...input, operation: operation.name }))}`,
      ...(look === undefined ? [] : [`  what would go: ${look.command}\n`]),
    ].join(''),
  };
  const { approved, by } = await decide('call', question, interruption.signal);
  if (approved) return undefined;
  return fail(createFailure(operation.name, { kind: 'rejected', message: `${by} said no`, by }));
};

const contextOf = ({ options, interruption }: CallSurroundings): WorkflowContext => {
  const { agent, reason, dryRun } = options;
  return createContext({
    signal: interruption.signal,
    dryRun,
    ...(agent === undefined ? {} : { agent }),
    ...(reason === undefined ? {} : { reason }),
  });
};

/** The tool keeps its operations, so it stays what it is. */
const withLimit = (tool: AnyTool, limitMs: number): AnyTool => timeout({ limitMs })(tool as unknown as Streamed);

/** Makes the call, once whoever has to be asked has said yes, and tells the desk what is told meanwhile. */
export const performCall = async (
  found: FoundOperation,
  input: Readonly<Record<string, unknown>>,
  surroundings: CallSurroundings,
): Promise<PerformedCall> => {
  const { options, desk, interruption } = surroundings;
  const refusal = await refusalOf(found, input, surroundings);
  if (refusal !== undefined) return { answer: refusal, wasThere: false, abandoned: false };
  const tool = options.timeoutMs === undefined ? found.tool : withLimit(found.tool, options.timeoutMs);
  const { operation } = found;
  const ctx = contextOf(surroundings);
  // A write is named, so that it can be found again: by whoever looks at what it made, and by --call-id.
  const callId = operation.effect === 'read' ? undefined : (options.callId ?? ctx.clock.id());
  const named = callId === undefined ? ctx : { ...ctx, callId };
  const work = async (): Promise<CallOutcome> => {
    const made = (given: WorkflowContext): Promise<Answer> =>
      perform({ tool, operation }, input, given, desk.listenerOf(operation));
    if (options.callId === undefined || options.dryRun) return { answer: await made(named), wasThere: false };
    const again = { ...ctx, callId: options.callId };
    const earlier = await lookForNamed({ tool, operation, input, ctx: again, say: desk.say });
    if (earlier !== undefined) return { answer: earlier, wasThere: earlier.success };
    return { answer: await made({ ...again, retried: true }), wasThere: false };
  };
  const outcome = await Promise.race([work(), interruption.abandoned]);
  interruption.settle();
  return {
    ...(outcome ?? { answer: abandonedOf(found), wasThere: false }),
    ...(callId === undefined ? {} : { callId }),
    abandoned: outcome === undefined,
  };
};
