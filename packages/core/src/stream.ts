import type { NameOf, OperationsOf, OutputOf, PartOf, RequestOf } from './catalog.ts';
import type { WorkflowContext } from './context.ts';
import type { Failure } from './failure.ts';
import type { Result } from './result.ts';
import type { Tool } from './tool.ts';

/** What a call tells: its parts as they come, and at last its result. */
export type Told<Part, Answer> =
  | { readonly part: Part; readonly result?: undefined }
  | { readonly part?: undefined; readonly result: Answer };

/** Hands values over one at a time: whoever gives one waits until it was taken. */
class Handover<Value> {
  readonly #waiting: { readonly value: Value; readonly taken: () => void }[] = [];
  #wake: (() => void) | undefined;
  #isOver = false;

  /** Resolves when the value was taken, or never will be. */
  readonly give = (value: Value): Promise<void> => {
    if (this.#isOver) return Promise.resolve();
    return new Promise((taken) => {
      this.#waiting.push({ value, taken });
      this.#wake?.();
    });
  };

  /** The next value; `undefined` when there will be none. */
  async take(): Promise<{ readonly value: Value } | undefined> {
    if (this.#waiting.length === 0 && !this.#isOver) await new Promise<void>((wake) => (this.#wake = wake));
    const next = this.#waiting.shift();
    next?.taken();
    return next;
  }

  /** Nothing more is given; what waits can still be taken. */
  readonly end = (): void => {
    this.#isOver = true;
    this.#wake?.();
  };

  /** Nothing more is taken: whoever waits goes on. */
  stop(): void {
    for (const { taken } of this.#waiting.splice(0)) taken();
    this.end();
  }
}

/**
 * Performs an operation and tells of it while it works: every part in turn, then the result, which is always the last.
 * The operation goes on when a part was taken, so a slow reader holds up a fast log and nothing piles up.
 *
 * The call begins with the first `next()`. Leaving the loop early ends it and waits until it has ended; so does
 * `return()` while the next part is still awaited, which then gets the result. A part that comes again because a policy
 * repeated the call is handed on again. What the tool throws, which is a bug, is thrown where the result would have been.
 */
export const stream = <Operations extends OperationsOf<Operations>, const Name extends NameOf<Operations>>(
  tool: Tool<Operations>,
  request: RequestOf<Operations, Name>,
  ctx: WorkflowContext,
): AsyncGenerator<
  Told<PartOf<Operations, Name>, Result<OutputOf<Operations, Name>, Failure<Name>>>,
  void,
  undefined
> => {
  const parts = new Handover<PartOf<Operations, Name>>();
  const caller = new AbortController();
  const leave = (): void => {
    parts.stop();
    caller.abort();
  };
  const told = tell<Operations, Name>((given) => tool.execute<Name>(request, { ...ctx, ...given }), {
    parts,
    caller,
    leave,
    signal: ctx.signal,
  });
  // A generator's own `return` waits for the `next` before it, which may take as long as the call.
  const end = told.return.bind(told);
  return Object.assign(told, {
    return: (value: void | PromiseLike<void>) => {
      leave();
      return end(value);
    },
  });
};

interface Listening<Part> {
  readonly parts: Handover<Part>;
  readonly caller: AbortController;
  readonly leave: () => void;
  /** The signal of whoever asked, which may live much longer than the call. */
  readonly signal: AbortSignal;
}

async function* tell<Operations extends OperationsOf<Operations>, Name extends NameOf<Operations>>(
  call: (
    given: Pick<WorkflowContext, 'signal' | 'onPart'>,
  ) => Promise<Result<OutputOf<Operations, Name>, Failure<Name>>>,
  { parts, caller, leave, signal }: Listening<PartOf<Operations, Name>>,
): AsyncGenerator<Told<PartOf<Operations, Name>, Result<OutputOf<Operations, Name>, Failure<Name>>>, void, undefined> {
  const pass = (): void => caller.abort(signal.reason);
  if (signal.aborted) pass();
  signal.addEventListener('abort', pass, { once: true });
  // The tool has checked a part against the operation's own schema.
  const onPart = (part: unknown): Promise<void> => parts.give(part as PartOf<Operations, Name>);
  let ended: Promise<void> | undefined;
  try {
    const answer = call({ signal: caller.signal, onPart });
    // Waited for also by a reader that has left, who is not told of a bug any more.
    ended = answer.then(parts.end, parts.end);
    for (let next = await parts.take(); next !== undefined; next = await parts.take()) yield { part: next.value };
    yield { result: await answer };
  } finally {
    leave();
    await ended;
    signal.removeEventListener('abort', pass);
  }
}
