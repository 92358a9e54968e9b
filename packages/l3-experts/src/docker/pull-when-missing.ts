import {
  type AnyTool,
  type Failure,
  type Policy,
  type Result,
  type WorkflowContext,
  createPolicy,
  fail,
} from '@strata/core';
import { Flights } from '../policies/flight.ts';
import { type RunRequest, readRun } from './run-request.ts';

type Answer = Result<unknown, Failure>;

/** The pulls that are under way, by image and platform: each image is pulled once, however many want it. */
class Pulls {
  readonly #tool: AnyTool;
  readonly #flights = new Flights();

  constructor(tool: AnyTool) {
    this.#tool = tool;
  }

  pull({ image, platform }: RunRequest, ctx: WorkflowContext): Promise<Answer> {
    const request = { operation: 'pull_image', image, ...(platform === undefined ? {} : { platform }) };
    const { flight } = this.#flights.under(JSON.stringify(request), request, ctx, (shared) =>
      this.#tool.execute(request, { ...shared, callId: ctx.clock.id() }),
    );
    return flight.join(ctx);
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
      // For one that has gone, running again answers that it was cancelled before it began.
      if (pulled.success || call.ctx.signal.aborted) return proceed();
      return fail(asOwn(pulled.error, run.image), first.meta);
    };
  });
