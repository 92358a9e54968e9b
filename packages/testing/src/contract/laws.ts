import { contractCall } from './contract-call.ts';
import { type AnyTool, type PerformedOperation, type WorkflowContext, createContext } from '@strata/core';
import { expect } from 'vitest';
import { wrongInputs } from './wrong-inputs.ts';

/** A request whose operation is known only when the test runs. */
export interface AnyRequest {
  readonly operation: string;
}

/** A case whose types were checked where it was written down. */
export interface AnyCase {
  readonly arrange: (world: unknown) => AnyRequest | Promise<AnyRequest>;
  readonly check: (output: unknown, world: unknown) => void | Promise<void>;
  readonly observe?: (world: unknown, request: AnyRequest) => Promise<unknown>;
  readonly changesNothing?: string;
  readonly nothingToUndo?: string;
  readonly unmarked?: string;
  readonly traceless?: string;
  readonly unrepeatable?: string;
  readonly comparable?: (output: unknown) => unknown;
}

/** An operation in a world that has been arranged for it. */
export interface Arranged {
  readonly tool: AnyTool;
  readonly operation: PerformedOperation;
  readonly request: AnyRequest;
  readonly given: AnyCase;
  readonly world: unknown;
  readonly reached: () => number | undefined;
  /** What others see now. */
  readonly observe: () => Promise<unknown>;
}

/** A context whose writes bear a mark. */
export const callContext = (callId = contractCall, more: Partial<WorkflowContext> = {}): WorkflowContext =>
  createContext({ ...more, callId });

/** Performs a request that has to succeed, and gives its data. */
export const perform = async (tool: AnyTool, request: AnyRequest, ctx = callContext()): Promise<unknown> => {
  const answer = await tool.execute(request, ctx);
  if (!answer.success)
    throw new Error(`${request.operation} failed: ${answer.error.kind}: ${answer.error.message}`, {
      cause: answer.error,
    });
  return answer.data;
};

/** The answer is right, is what the schema says, and is the same after a way through JSON. */
export const answersAsItSays = async ({ tool, operation, request, given, world }: Arranged): Promise<void> => {
  const output = await perform(tool, request);
  expect(operation.output.parse(output)).toEqual(output);
  expect(JSON.parse(JSON.stringify(output))).toEqual(output);
  await given.check(output, world);
};

/** Each field, one at a time, that the schema does not allow is named, and the tool is not asked. */
export const refusesWrongInput = async (arranged: Arranged): Promise<void> => {
  const { tool, operation, request, reached, observe } = arranged;
  const before = { reached: reached(), seen: await observe() };
  const wrong = wrongInputs(operation.input, request);
  expect(wrong.length).toBeGreaterThan(0);
  const asked = reached();
  for (const { field, input } of wrong) {
    const answer = await tool.execute({ ...input, operation: operation.name }, callContext());
    expect({ field, answer }).toMatchObject({ field, answer: { success: false, error: { kind: 'invalid_input' } } });
    if (!answer.success && answer.error.kind === 'invalid_input')
      expect(answer.error.issues.map(({ path }) => path.split(/[.[]/)[0])).toContain(field);
  }
  expect(reached()).toBe(asked);
  expect(await observe()).toEqual(before.seen);
};

/** A call that nobody wants any more is not begun. */
export const obeysCancellation = async ({ tool, request, reached, observe }: Arranged): Promise<void> => {
  const before = await observe();
  const asked = reached();
  const answer = await tool.execute(request, callContext(contractCall, { signal: AbortSignal.abort() }));
  expect(answer).toMatchObject({ success: false, error: { kind: 'cancelled', mayHaveHappened: false } });
  expect(reached()).toBe(asked);
  expect(await observe()).toEqual(before);
};

/** What a cache keeps an answer under, or drops when something is written, are names. */
export const tagsAreNames = async ({ operation, request }: Arranged): Promise<void> => {
  const { operation: _name, ...given } = request;
  const tags = operation.tags?.(operation.input.parse(given)) ?? [];
  expect(tags.filter((tag) => typeof tag !== 'string' || tag === '')).toEqual([]);
  expect(new Set(tags).size).toBe(tags.length);
};
