import { type Decide, type Failure, type FlowEvent, type Result, createFailure, succeed } from '@strata/core';
import type { Engine, RunDetails } from '@strata/durable';
import { person } from '../person.ts';
import { GateQuestions } from './gate-questions.ts';
import { runsCommand } from './store-place.ts';

/** The engine, as somebody who follows one of its runs sees it. */
type Followed = Pick<Engine, 'cancel' | 'decide' | 'get' | 'result' | 'watch'>;

/** Lets a run go on: one that was paused or blocked has to be told, one that was interrupted goes on by itself. */
export const goOn = async (
  engine: Pick<Engine, 'get' | 'resume'>,
  runId: string,
): Promise<Result<unknown, Failure>> => {
  const status = (await engine.get(runId))?.status;
  return status === 'paused' || status === 'blocked' ? engine.resume(runId, { by: person() }) : succeed(undefined);
};

/** Who follows a run, and what they do about it. */
export interface Follower {
  /** The file that it is kept in. */
  readonly store: string;
  readonly show: (event: FlowEvent) => void;
  /** Tells something, in one line. */
  readonly say: (text: string) => void;
  /** Answers at gates; its signal aborts when somebody else has. `undefined`: nobody here does. */
  readonly decide: Decide | undefined;
  /** Ends the following; `atSignal` says what becomes of the run: it is called off, or left as it is. */
  readonly signal: AbortSignal;
  readonly atSignal: 'cancel' | 'leave';
  /** Resolves with what broke the engine, which then drives nothing any more. */
  readonly broken: Promise<unknown>;
}

/** What came of following a run: it has ended, or it has not and goes no further here. */
export type FollowEnd =
  | { readonly outcome: Result<unknown, unknown>; readonly unfinished?: never }
  | { readonly unfinished: Failure };

/** What to tell when a run has come to a stop that only a person ends. */
const stopText = (runId: string, status: string, store: string): string | undefined => {
  if (status === 'paused') return `Paused. It goes on with: ${runsCommand(`resume ${runId}`, store)}`;
  if (status === 'blocked') return `Blocked. See ${runsCommand(`show ${runId}`, store)}`;
  return undefined;
};

/** Its flow is another one than it began with. */
const blockedEnd = ({ id, problem }: RunDetails, store: string): FollowEnd => {
  const message = problem?.message ?? 'it is blocked';
  const hint = `Both are shown by: ${runsCommand(`show ${id}`, store)}`;
  return { unfinished: createFailure('resume', { kind: 'conflict', message, hint }) };
};

/** Nobody follows it any more; it stays as it is. */
const leftEnd = (runId: string, store: string): FollowEnd => {
  const hint = `It goes on with: ${runsCommand(`resume ${runId}`, store)}`;
  const failure = { kind: 'cancelled', message: 'stopped here', hint, mayHaveHappened: false } as const;
  return { unfinished: createFailure('resume', failure) };
};

/** Begins a run, or lets it go on, and follows it until it has ended, or cannot go on here. */
export const followRun = async (
  engine: Followed,
  runId: string,
  begin: () => Promise<Result<unknown, Failure>>,
  follower: Follower,
): Promise<FollowEnd> => {
  const { store, show, say, decide, signal } = follower;
  const over = new AbortController();
  const stopped = Promise.withResolvers<FollowEnd>();
  const broke = (thrown: unknown): void => stopped.reject(thrown);
  const questions = new GateQuestions({ engine, runId, store, decide, say, signal });

  const look = async (): Promise<void> => {
    const run = await engine.get(runId);
    questions.update(run?.wanted?.what === 'cancel' ? [] : (run?.gates ?? []));
    if (run?.status === 'blocked') stopped.resolve(blockedEnd(run, store));
  };
  const watch = async (): Promise<void> => {
    for await (const event of engine.watch({ runId, signal: over.signal })) {
      if (event.type === 'flow') show(event.event);
      if (event.type === 'attention' && event.attention !== undefined)
        say(
          `It needs a person at ${event.at}: ${event.attention.error.message} See ${runsCommand(`show ${runId}`, store)}`,
        );
      if (event.type !== 'status') continue;
      const text = stopText(runId, event.status, store);
      if (text !== undefined) say(text);
      await look();
    }
  };
  const atSignal = (): void => {
    if (follower.atSignal === 'leave') stopped.resolve(leftEnd(runId, store));
    else engine.cancel(runId, { by: person(), comment: 'interrupted' }).catch(broke);
  };

  // What happens first is not missed.
  const watching = watch().catch(broke);
  void follower.broken.then(broke);
  stopped.promise.catch(() => {});
  try {
    const begun = await begin();
    if (!begun.success) return { unfinished: begun.error };
    if (signal.aborted) atSignal();
    else signal.addEventListener('abort', atSignal, { once: true });
    await look();
    const ended = engine.result(runId, { signal: over.signal });
    return await Promise.race([
      stopped.promise,
      ended.then((answer) => (answer.success ? { outcome: answer.data } : { unfinished: answer.error })),
    ]);
  } finally {
    signal.removeEventListener('abort', atSignal);
    await questions.end();
    over.abort();
    await watching;
  }
};
