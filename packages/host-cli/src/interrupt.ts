/** Signals with which a person or the system asks a program to stop. */
export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Listens for requests to stop, from the moment it is made until it is disposed. */
export interface Interruption extends Disposable {
  /** Aborts at the first request. */
  readonly signal: AbortSignal;
  /** Resolves at the second one: whoever asks twice does not want to wait for the undoing. */
  readonly abandoned: Promise<void>;
  /** There is nothing to stop any more: from now on requests change nothing and say nothing. */
  readonly settle: () => void;
  /** Asks to stop, as a signal would: at a prompt, Ctrl-C is a key and no signal. */
  readonly request: () => void;
}

/** Starts to listen. `tell` is called at every request with how many there have been. */
export const watchInterrupts = (tell: (count: number) => void): Interruption => {
  const controller = new AbortController();
  const { promise: abandoned, resolve: abandon } = Promise.withResolvers<void>();
  let count = 0;
  let settled = false;
  const request = (): void => {
    if (settled) return;
    count += 1;
    tell(count);
    if (count === 1) controller.abort();
    else abandon();
  };
  for (const name of stopSignals) process.on(name, request);
  const dispose = (): void => {
    for (const name of stopSignals) process.off(name, request);
  };
  const settle = (): void => void (settled = true);
  return { signal: controller.signal, abandoned, settle, request, [Symbol.dispose]: dispose };
};
