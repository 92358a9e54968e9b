import { type Engine, type EngineOptions, type StoreUnusable, type Workflows, openEngine } from '@strata/durable';

/** An engine of a command, and what tells when it is of no use any more. */
export interface CommandEngine<Known extends Workflows> extends AsyncDisposable {
  readonly engine: Engine<Known>;
  /** Resolves with what broke it. */
  readonly broken: Promise<unknown>;
}

/**
 * Opens an engine that tells its command when it breaks, which reports it as everything else.
 *
 * @throws StoreUnusable when the store is none, or cannot be opened.
 */
export const openCommandEngine = <Known extends Workflows = {}>(
  options: EngineOptions<Known>,
): CommandEngine<Known> => {
  const { promise: broken, resolve } = Promise.withResolvers<unknown>();
  const engine = openEngine({ ...options, onBug: resolve });
  return { engine, broken, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
};

/** What a store that cannot be worked with is reported as. */
export const unusable = (thrown: StoreUnusable) =>
  ({ kind: 'unavailable', message: thrown.message, hint: thrown.hint, mayHaveHappened: false }) as const;
