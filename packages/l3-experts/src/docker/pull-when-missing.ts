import {
  type AnyTool,
  type Failure,
  type Policy,
  type Result,
  type WorkflowContext,
  createPolicy,
  fail,
} from '@strata/core';
import { type RunRequest, readRun } from './run-request.ts';

type Answer = Result<unknown, Failure>;

/** One pull that several runs wait for. It ends early when all of them have gone. */
interface Flight {
  readonly answer: Promise<Answer>;
  readonly controller: AbortController;
  waiting: number;
}

/** The pulls that are under way, by image and platform: each image is pulled once, however many want it. */
class Pulls {
  readonly #tool: AnyTool;
  readonly #flights = new Map<string, Flight>();

  constructor(tool: AnyTool) {
    this.#tool = tool;
  }

  async pull({ image, platform }: RunRequest, ctx: WorkflowContext): Promise<Answer | undefined> {
    const key = `${image} ${platform ?? ''}`;
    const flight = this.#flights.get(key) ?? this.#start(key, { image, platform }, ctx);
    flight.waiting += 1;
    let leave: (() => void) | undefined;
    const left = new Promise<undefined>((resolve) => (leave = () => resolve(undefined)));
    if (leave !== undefined) ctx.signal.addEventListener('abort', leave, { once: true });
    try {
      return ctx.signal.aborted ? undefined : await Promise.race([flight.answer, left]);
    } finally {
      if (leave !== undefined) ctx.signal.removeEventListener('abort', leave);
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        // Who comes now wants a pull that goes on.
        if (this.#flights.get(key) === flight) this.#flights.delete(key);
        flight.controller.abort();
        await flight.answer;
      }
    }
  }

  #start(key: string, { image, platform }: Pick<RunRequest, 'image' | 'platform'>, ctx: WorkflowContext): Flight {
    const controller = new AbortController();
    // Whoever happens to be first is not the one whom it belongs to: neither their signal nor their deadline, nor their ear.
    const { onPart: _onPart, callId: _callId, deadlineAt: _deadlineAt, ...shared } = ctx;
    const request = { operation: 'pull_image', image, ...(platform === undefined ? {} : { platform }) };
    const answer = this.#tool
      .execute(request, { ...shared, callId: ctx.clock.id(), signal: controller.signal })
      .finally(() => void this.#flights.delete(key));
    const flight: Flight = { answer, controller, waiting: 0 };
    this.#flights.set(key, flight);
    return flight;
  }
}

const isMissing = ({ kind, message }: Failure): boolean => kind === 'not_found' && /no such image/i.test(message);

/** The pull's failure as the run's own: nothing was run. */
const asOwn = (error: Failure, image: string): Failure => {
  const message = `the image ${image} is not here, and could not be pulled: ${error.message}`;
  const own = { ...error, operation: 'run_container', message };
  return 'mayHaveHappened' in own ? { ...own, mayHaveHappened: false } : own;
};

/**
 * Pulls the image of a run when the engine does not have it, by the very name that the run asked for, and runs again.
 * However many runs want an image at once, it is pulled once. A pull that fails is the run's failure.
 */
export const pullWhenMissing = (): Policy =>
  createPolicy((tool) => {
    const pulls = new Pulls(tool);
    return async (call, proceed) => {
      const first = await proceed();
      const run = first.success || !isMissing(first.error) ? undefined : readRun(call);
      if (run === undefined) return first;
      const pulled = await pulls.pull(run, call.ctx);
      // The caller has gone: running again answers that it was cancelled before it began.
      if (pulled === undefined || pulled.success) return proceed();
      return fail(asOwn(pulled.error, run.image), first.meta);
    };
  });
