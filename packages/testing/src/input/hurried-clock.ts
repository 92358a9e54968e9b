import { type ManualClock, createManualClock } from '../manual-clock.ts';

/** How many turns of the event loop work may take before time moves on. */
const turns = 25;

/** Does work whose waits take no time: the clock moves on whenever nothing else happens. */
export const hurry = async <Answer>(work: (clock: ManualClock) => Promise<Answer>): Promise<Answer> => {
  const clock = createManualClock();
  const done = new AbortController();
  const answer = work(clock).finally(() => done.abort());
  // Awaited below; until then nobody must take it for unhandled.
  answer.catch(() => undefined);
  while (!done.signal.aborted) {
    for (let turn = 0; turn < turns && !done.signal.aborted; turn += 1) await clock.advance(0);
    if (!done.signal.aborted) await clock.advance(5000);
  }
  return answer;
};
