import { type RunEvent, isEnded } from './engine.ts';

interface Watcher {
  readonly runId: string | undefined;
  readonly tell: (event: RunEvent) => void;
  readonly end: () => void;
}

/** Those who watch runs. What is told while nobody watches is not kept: the journal is. */
export class Watchers {
  readonly #watchers = new Set<Watcher>();

  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  tell(event: RunEvent): void {
    for (const { runId, tell } of this.#watchers) if (runId === undefined || runId === event.runId) tell(event);
  }

  close(): void {
    for (const { end } of this.#watchers) end();
  }

  /** What happens from now on. Events wait for a slow listener, and are lost for one that leaves. */
  watch(
    { runId, signal }: { readonly runId?: string; readonly signal?: AbortSignal },
    hasEnded: (runId: string) => boolean,
  ): AsyncIterable<RunEvent> {
    const events: RunEvent[] = [];
    let isOver = signal?.aborted === true || (runId !== undefined && hasEnded(runId));
    let wake: (() => void) | undefined;
    const end = (): void => {
      isOver = true;
      this.#watchers.delete(watcher);
      wake?.();
    };
    const tell = (event: RunEvent): void => {
      events.push(event);
      if (runId !== undefined && event.type === 'status' && isEnded(event.status)) end();
      wake?.();
    };
    const watcher: Watcher = { runId, tell, end };
    if (!isOver) this.#watchers.add(watcher);
    signal?.addEventListener('abort', end, { once: true });
    return (async function* () {
      try {
        for (;;) {
          const next = events.shift();
          if (next !== undefined) yield next;
          else if (isOver) return;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        end();
      }
    })();
  }
}
