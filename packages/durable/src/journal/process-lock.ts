import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/**
 * A lock that ends with its process, however that ends: the system takes it back. It is SQLite's own lock on a file of
 * its own, because Node has no other, and so it works between containers that share a folder as well, where process
 * numbers mean nothing.
 */
export class ProcessLock implements Disposable {
  readonly #path: string;
  readonly #database: DatabaseSync;

  /** @throws when somebody else holds it. */
  constructor(path: string) {
    this.#path = path;
    this.#database = new DatabaseSync(path, { timeout: 0 });
    try {
      this.#database.exec('begin exclusive');
    } catch (thrown) {
      this.#database.close();
      throw thrown;
    }
  }

  [Symbol.dispose](): void {
    // Whoever takes it away again may take it away from somebody else.
    if (!this.#database.isOpen) return;
    this.#database.close();
    rmSync(this.#path, { force: true });
  }
}

/** Whether a living process holds the lock; the file of one that is gone is taken away. */
export const isLockHeld = (path: string): boolean => {
  try {
    new ProcessLock(path)[Symbol.dispose]();
    return false;
  } catch {
    return true;
  }
};
