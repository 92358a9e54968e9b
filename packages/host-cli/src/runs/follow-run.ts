import { type Decide, type FlowEvent, type Result, createFailure, fail, succeed } from '@strata/core';
import type { Engine, OpenGate } from '@strata/durable';
import { person } from '../person.ts';

/** The engine, as somebody who follows one of its runs sees it. */
type Followed = Pick<Engine, 'cancel' | 'decide' | 'get' | 'result' | 'watch'>;

/** Lets a run go on: one that was paused or blocked has to be told, one that was interrupted goes on by itself. */
export const goOn = async (
  engine: Pick<Engine, 'get' | 'resume'>,
  runId: string,
): Promise<Result<unknown, unknown>> => {
  const status = (await engine.get(runId))?.status;
  return status === 'paused' || status === 'blocked' ? engine.resume(runId, { by: person() }) : succeed(undefined);
};

/** Who follows a run, and what they do about it. */
export interface Follower {
  readonly show: (event: FlowEvent) => void;
  /** Tells something, in one line. */
  readonly say: (text: string) => void;
  /** Answers at gates; its signal aborts when somebody else has. Absent: nobody here does. */
  readonly decide?: Decide | undefined;
  /** Cancels the run, which takes back what it has made. */
  readonly signal: AbortSignal;
}

/** Asks at the gates of a run that are open, each once, and stops asking where somebody else has answered. */
class Questions {
  /** Whom to tell that nothing need be answered any more; nobody once it is answered. */
  readonly #asked = new Map<string, AbortController | undefined>();
  readonly #engine: Followed;
  readonly #runId: string;
  readonly #follower: Follower;

  constructor(engine: Followed, runId: string, follower: Follower) {
    this.#engine = engine;
    this.#runId = runId;
    this.#follower = follower;
  }

  update(gates: readonly OpenGate[]): void {
    for (const [at, asking] of this.#asked) {
      if (gates.some((gate) => gate.at === at)) continue;
      asking?.abort();
      this.#asked.delete(at);
    }
    for (const gate of gates) if (!this.#asked.has(gate.at)) void this.#ask(gate);
  }

  end(): void {
    this.update([]);
  }

  async #ask({ at, question }: OpenGate): Promise<void> {
    const { decide, say, signal } = this.#follower;
    if (signal.aborted) return;
    const asking = new AbortController();
    this.#asked.set(at, asking);
    if (decide === undefined) {
      say(`Waiting for an answer: strata runs approve ${this.#runId} ${at}`);
      return;
    }
    const stop = (): void => asking.abort();
    signal.addEventListener('abort', stop, { once: true });
    const { by, approved, comment } = await decide(at, question, asking.signal);
    signal.removeEventListener('abort', stop);
    // Somebody else was faster, or the whole run is called off.
    if (asking.signal.aborted) return;
    this.#asked.set(at, undefined);
    const vote = { by, approved, ...(comment === undefined ? {} : { comment }) };
    const answer = await this.#engine.decide(this.#runId, at, vote);
    if (!answer.success) say(`The answer was not taken: ${answer.error.message}`);
  }
}

/** What to tell when a run has come to a stop that only a person ends. */
const stopText = (runId: string, status: string): string | undefined => {
  if (status === 'paused') return `Paused. 'strata runs resume ${runId}' lets it go on.`;
  if (status === 'blocked') return `Blocked. 'strata runs show ${runId}' tells why.`;
  return undefined;
};

/** Begins a run, or lets it go on, and follows it until it has ended, or cannot go on here. Gives what came of it. */
export const followRun = async (
  engine: Followed,
  runId: string,
  begin: () => Promise<Result<unknown, unknown>>,
  follower: Follower,
): Promise<Result<unknown, unknown>> => {
  const { show, say, signal } = follower;
  const over = new AbortController();
  const questions = new Questions(engine, runId, follower);
  const blocked = Promise.withResolvers<Result<never, unknown>>();

  const look = async (): Promise<void> => {
    const run = await engine.get(runId);
    questions.update(run?.gates ?? []);
    if (run?.status !== 'blocked') return;
    const message = run.problem?.message ?? 'it is blocked';
    const hint = `'strata runs show ${runId}' shows both.`;
    blocked.resolve(fail(createFailure('resume', { kind: 'conflict', message, hint })));
  };
  const watch = async (): Promise<void> => {
    for await (const event of engine.watch({ runId, signal: over.signal })) {
      if (event.type === 'flow') show(event.event);
      if (event.type === 'attention' && event.attention !== undefined)
        say(`It needs a person at ${event.at}: ${event.attention.error.message} See 'strata runs show ${runId}'.`);
      if (event.type !== 'status') continue;
      const text = stopText(runId, event.status);
      if (text !== undefined) say(text);
      await look();
    }
  };
  const cancel = (): void => void engine.cancel(runId, { by: person(), comment: 'interrupted' });

  // What happens first is not missed.
  const watching = watch();
  try {
    const begun = await begin();
    if (!begun.success) return begun;
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
    await look();
    const ended = engine.result(runId, { signal: over.signal });
    return await Promise.race([
      blocked.promise,
      ended.then((answer) => (answer.success ? answer.data : fail(answer.error))),
    ]);
  } finally {
    signal.removeEventListener('abort', cancel);
    questions.end();
    over.abort();
    await watching;
  }
};
