import type { EntryKind } from '../journal/entry.ts';

/** Where a runtime writes down what happens. */
export interface Journal {
  /** Writes something down, without waiting for the disk. */
  readonly append: (kind: EntryKind, key: string, value?: unknown) => void;
  /** Resolves when everything until now is on disk. */
  readonly committed: () => Promise<void>;
  /** True when so much waits for the disk that it should be waited for. */
  readonly isFull: boolean;
}
