import {
  type Catalog,
  type HandlerContext,
  type Handlers,
  type NameOf,
  type OperationsOf,
  type Tool,
  createTool,
  sleepFor,
} from '@strata/core';
import { FakeRefusal } from './fake-refusal.ts';
import { type Faults, createFaults } from './faults.ts';

/** One call as a fake has seen it. */
export interface FakeCall<Name extends string> {
  readonly operation: Name;
  /** The input as it was parsed, defaults filled in. */
  readonly input: object;
  readonly callId?: string;
}

/** A Tool in memory, with what a test needs besides: its state, its calls, and a way to make it fail. */
export interface Fake<Operations extends OperationsOf<Operations>, State> extends Tool<Operations> {
  /** All that it holds; a test may look at it, and change it. */
  readonly state: State;
  /** Every call that reached it, in order: those with a wrong input, and writes of a dry run, do not. */
  readonly calls: readonly FakeCall<NameOf<Operations>>[];
  readonly faults: Faults<NameOf<Operations>>;
}

/** What is common to the options of all fakes. */
export interface FakeOptions {
  /** How long each call takes on the caller's clock, in milliseconds. @default 0 */
  readonly latencyMs?: number;
}

type Work = (input: object, ctx: HandlerContext<unknown>) => Promise<unknown>;

/** Makes a fake of a tool from a catalog, its state, and a handler for each operation that works on that state. */
export const createFake = <Operations extends OperationsOf<Operations>, State>(
  catalog: Catalog<Operations>,
  state: State,
  handlers: Handlers<NoInfer<Operations>>,
  { latencyMs = 0 }: FakeOptions = {},
): Fake<Operations, State> => {
  const calls: FakeCall<NameOf<Operations>>[] = [];
  const faults = createFaults<NameOf<Operations>>();
  const around =
    (operation: NameOf<Operations>, work: Work): Work =>
    async (input, ctx) => {
      calls.push({ operation, input, ...(ctx.callId === undefined ? {} : { callId: ctx.callId }) });
      const fault = faults.take(operation);
      const { effect, idempotent } = catalog.operations[operation];
      const writes = effect !== 'read';
      if (latencyMs > 0 && !(await sleepFor(ctx.clock, latencyMs, ctx.signal)))
        throw new FakeRefusal({ kind: 'cancelled', message: 'cancelled by the caller', mayHaveHappened: false });
      if (fault?.when === 'before') throw new FakeRefusal(fault.failure(writes));
      const act = () => work(input, ctx);
      // What a repetition finds changed, the first attempt has changed, and it was answered so.
      const answer = writes && idempotent === true ? (await ctx.beforeAndNow(act)).before : await act();
      if (fault !== undefined) throw new FakeRefusal(fault.failure(writes));
      // What a fake hands out is a copy: a caller that changes it must not change the fake.
      return structuredClone(answer);
    };
  const tool = createTool<Operations>({
    catalog,
    // Each name keeps its own operation's handler.
    handlers: Object.fromEntries(
      Object.entries(handlers).map(([name, work]) => [name, around(name as NameOf<Operations>, work as Work)]),
    ) as unknown as Handlers<Operations>,
    classify: (thrown) => (thrown instanceof FakeRefusal ? thrown.classified : undefined),
  });
  return { name: tool.name, operations: tool.operations, execute: tool.execute, state, calls, faults };
};
