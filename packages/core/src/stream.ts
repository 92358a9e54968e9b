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

  give(value: Value): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    return new Promise((taken) => {
      this.#waiting.push({ value, taken });
      this.#wake?.();
    });
  }

  /** The next value; `undefined` when there will be none before `end` has settled. */
  async take(end: Promise<unknown>): Promise<{ readonly value: Value } | undefined> {
    if (this.#waiting.length === 0) {
      const given = new Promise<void>((resolve) => (this.#wake = resolve));
      await Promise.race([given, end]);
      this.#wake = undefined;
    }
    const next = this.#waiting.shift();
    next?.taken();
    return next;
  }

  /** Nobody takes any more: whoever waits goes on, and what comes is dropped. */
  stop(): void {
    this.#isOver = true;
    for (const { taken } of this.#waiting.splice(0)) taken();
  }
}

/**
 * Performs an operation and tells of it while it works: every part in turn, then the result, which is always the last.
 * The operation goes on when a part was taken, so a slow reader holds up a fast log and nothing piles up. Leaving the
 * loop early ends the call and waits until it has ended.
 *
 * A part that comes again because a policy repeated the call is handed on again.
 */
export async function* stream<Operations extends OperationsOf<Operations>, const Name extends NameOf<Operations>>(
  tool: Tool<Operations>,
  request: RequestOf<Operations, Name>,
  ctx: WorkflowContext,
): AsyncGenerator<Told<PartOf<Operations, Name>, Result<OutputOf<Operations, Name>, Failure<Name>>>, void, undefined> {
  const parts = new Handover<PartOf<Operations, Name>>();
  const left = new AbortController();
  const call = tool.execute<Name>(request, {
    ...ctx,
    signal: AbortSignal.any([ctx.signal, left.signal]),
    // The tool has checked it against the operation's own schema.
    onPart: (part) => parts.give(part as PartOf<Operations, Name>),
  });
  // Who fails by throwing has a bug; it is reported where the result would have been.
  const ended = call.then(
    () => undefined,
    () => undefined,
  );
  try {
    for (;;) {
      const next = await parts.take(ended);
      if (next === undefined) break;
      yield { part: next.value };
    }
    yield { result: await call };
  } finally {
    parts.stop();
    left.abort();
    await ended;
  }
}
