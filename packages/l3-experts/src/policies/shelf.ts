import type { KnownAnswer, Revalidation, WorkflowContext } from '@strata/core';
import type { CacheEntry, CacheStore } from './cache-store.ts';
import { whileThere } from './patience.ts';

const keyOf = (key: string): string => `known:${key}`;

/**
 * A store whose troubles are not the callers': one that cannot be read has nothing, one that cannot be written keeps
 * nothing, and one that could not forget is not believed before it has forgotten everything.
 */
export class Shelf {
  readonly #store: CacheStore;
  /** How often it failed to forget something, and how many of these it has made up for by forgetting everything. */
  #failures = 0;
  #madeUpFor = 0;
  #recovery: Promise<void> | undefined;

  constructor(store: CacheStore) {
    this.#store = store;
  }

  get #isTrusted(): boolean {
    return this.#failures === this.#madeUpFor;
  }

  async get(key: string): Promise<CacheEntry | undefined> {
    if (!this.#isTrusted) await this.#recover();
    if (!this.#isTrusted) return undefined;
    try {
      return await this.#store.get(key);
    } catch {
      return undefined;
    }
  }

  async set(key: string, entry: CacheEntry): Promise<void> {
    try {
      if (this.#isTrusted) await this.#store.set(key, entry);
    } catch {
      // It may hold half of it, or an older one.
      await this.delete(key);
    }
  }

  delete(key: string): Promise<void> {
    return this.#forget((store) => store.delete(key));
  }

  /** Forgets what has one of the tags; everything when there are none to go by. */
  deleteTags(tags: readonly string[] | undefined): Promise<void> {
    if (tags === undefined) return this.#forgetAll();
    return this.#forget(async (store) => {
      for (const tag of tags) await store.deleteTag(tag);
    });
  }

  /** Believes nothing of what is there before it has forgotten everything: it may not have forgotten what it should have. */
  distrust(): void {
    this.#failures += 1;
  }

  /**
   * For wrappers, to ask their tool whether an answer still holds. The tool decides, so no write has to drop these. Who
   * has gone waits for nothing.
   */
  revalidation(ctx: WorkflowContext): Revalidation {
    return {
      recall: async (key) => {
        const found = await whileThere(ctx, this.get(keyOf(key)));
        // What `remember` has put there.
        return 'value' in found ? (found.value?.value as KnownAnswer | undefined) : undefined;
      },
      remember: async (key, known) => {
        await whileThere(ctx, this.set(keyOf(key), { value: known, storedAt: 0, tags: [] }));
      },
    };
  }

  async #forget(how: (store: CacheStore) => void | Promise<void>): Promise<void> {
    try {
      await how(this.#store);
    } catch {
      this.distrust();
    }
  }

  /** Believed only once this has ended, and not if it failed to forget yet another thing meanwhile. */
  #forgetAll(): Promise<void> {
    const upToNow = this.#failures;
    return this.#forget(async (store) => {
      await store.clear();
      this.#madeUpFor = Math.max(this.#madeUpFor, upToNow);
    });
  }

  /** Readers who come while it is forgetting everything wait for the same end. */
  #recover(): Promise<void> {
    this.#recovery ??= this.#forgetAll().finally(() => (this.#recovery = undefined));
    return this.#recovery;
  }
}
