import { LRUCache } from 'lru-cache';

/** An answer that is kept: plain JSON. */
export interface CacheEntry {
  readonly value: unknown;
  /** When it was kept, in milliseconds since the epoch. */
  readonly storedAt: number;
  /** The names of what it is about. */
  readonly tags: readonly string[];
}

type Maybe<Value> = Value | Promise<Value>;

/**
 * Where a cache keeps answers. What `set` was given comes back from `get` unchanged, or not at all; a store may forget
 * whenever it likes. Once `delete`, `deleteTag` or `clear` has resolved, what they name never comes back.
 */
export interface CacheStore {
  readonly get: (key: string) => Maybe<CacheEntry | undefined>;
  readonly set: (key: string, entry: CacheEntry) => Maybe<void>;
  readonly delete: (key: string) => Maybe<void>;
  /** Forgets every entry that has this tag. */
  readonly deleteTag: (tag: string) => Maybe<void>;
  readonly clear: () => Maybe<void>;
}

export interface MemoryStoreOptions {
  /** How many entries are kept at most; the one that was used longest ago goes first. @default 1000 */
  readonly maxEntries?: number;
  /** How long all entries may be together, in characters of JSON; a longer one is not kept. @default 20_000_000 */
  readonly maxSize?: number;
}

interface Kept {
  readonly json: string;
  readonly tags: readonly string[];
}

/** Keys by their tags, for as long as the store has them. */
class TagIndex {
  readonly #keys = new Map<string, Set<string>>();

  add(key: string, tags: readonly string[]): void {
    for (const tag of tags) this.#keys.set(tag, (this.#keys.get(tag) ?? new Set()).add(key));
  }

  remove(key: string, tags: readonly string[]): void {
    for (const tag of tags) {
      const keys = this.#keys.get(tag);
      keys?.delete(key);
      if (keys?.size === 0) this.#keys.delete(tag);
    }
  }

  keysOf(tag: string): readonly string[] {
    return [...(this.#keys.get(tag) ?? [])];
  }
}

/**
 * A store in this process, bounded in number and size. Entries are kept as JSON texts, so that nobody who was given an
 * answer can change what the next one gets.
 */
export const createMemoryStore = ({ maxEntries = 1000, maxSize = 20_000_000 }: MemoryStoreOptions = {}): CacheStore => {
  const index = new TagIndex();
  // Without a time to live: how old an answer may be is asked of the caller's clock, and lru-cache would ask the machine's.
  const entries = new LRUCache<string, Kept>({
    max: maxEntries,
    maxSize,
    sizeCalculation: ({ json }, key) => json.length + key.length,
    dispose: ({ tags }, key) => index.remove(key, tags),
  });
  return {
    get: (key) => {
      const kept = entries.get(key);
      // It was an entry when it was made a text.
      return kept && (JSON.parse(kept.json) as CacheEntry);
    },
    set: (key, entry) => {
      entries.set(key, { json: JSON.stringify(entry), tags: entry.tags });
      if (entries.has(key)) index.add(key, entry.tags);
    },
    delete: (key) => void entries.delete(key),
    deleteTag: (tag) => {
      for (const key of index.keysOf(tag)) entries.delete(key);
    },
    clear: () => entries.clear(),
  };
};
