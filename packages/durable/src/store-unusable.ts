/** Why a store cannot be worked with. */
export type StoreProblem =
  | 'not_a_store'
  | 'damaged'
  | 'newer'
  | 'read_only'
  | 'disk_full'
  | 'cannot_open'
  | 'busy'
  | 'lease_lost'
  | 'closed';

const hints: Readonly<Record<StoreProblem, string>> = {
  not_a_store: 'Name another file: this one belongs to something else.',
  damaged: 'Move the file away and restore it from a backup; `sqlite3 FILE .recover` may save what is still readable.',
  newer: 'Use the version of Strata that wrote it, or a newer one.',
  read_only: 'Make the file and its folder writable for this user.',
  disk_full: 'Make room on the disk, then open the store again: what was interrupted goes on.',
  cannot_open: 'Look whether the folder exists and this user may write to it.',
  busy: 'Another process has held the file for too long: look which one hangs and end it, then open the store again.',
  lease_lost: 'Another process has taken over the runs of this one, because it had not been heard of for too long.',
  closed: 'Open the store again.',
};

/** The store cannot be read or written. Nothing is lost by it: what was confirmed is on disk, and the rest did not happen. */
export class StoreUnusable extends Error {
  override readonly name = 'StoreUnusable';
  readonly problem: StoreProblem;
  readonly path: string;
  /** What to do next, in one line. */
  readonly hint: string;

  constructor(problem: StoreProblem, path: string, why: string, cause?: unknown) {
    super(`${path}: ${why}`, cause === undefined ? {} : { cause });
    this.problem = problem;
    this.path = path;
    this.hint = hints[problem];
  }
}

/** SQLite's primary result codes that say what is wrong with the file itself (sqlite.org/rescode.html). */
const problems: Readonly<Record<number, readonly [StoreProblem, string]>> = {
  5: ['busy', 'is locked by another process'],
  6: ['busy', 'is locked by another connection'],
  8: ['read_only', 'cannot be written to'],
  10: ['damaged', 'cannot be read or written: the disk reports an error'],
  11: ['damaged', 'is damaged'],
  13: ['disk_full', 'cannot grow: the disk is full'],
  14: ['cannot_open', 'cannot be opened'],
  26: ['damaged', 'is damaged, or is no store at all'],
};

/** The few that their primary code would name wrongly. */
const particularProblems: typeof problems = {
  // SQLITE_IOERR_SHMSIZE: the file of shared memory beside the log could not grow.
  4874: ['disk_full', 'cannot grow: the disk is full'],
};

/** Whether another process holds the file at this moment. */
export const isBusy = (thrown: unknown, path: string): boolean => {
  const problem = asStoreProblem(thrown, path);
  return problem instanceof StoreUnusable && problem.problem === 'busy';
};

/** What an error of SQLite means for the store; one that means nothing of the kind is a bug of ours and stays as it is. */
export const asStoreProblem = (thrown: unknown, path: string): unknown => {
  if (!(thrown instanceof Error) || thrown instanceof StoreUnusable || !('code' in thrown)) return thrown;
  // How Node says that a database was closed.
  if (thrown.code === 'ERR_INVALID_STATE') return new StoreUnusable('closed', path, 'was closed', thrown);
  if (!('errcode' in thrown)) return thrown;
  const code = Number(thrown.errcode);
  // The upper bits say more of the same.
  const found = particularProblems[code] ?? problems[code & 0xff];
  return found === undefined ? thrown : new StoreUnusable(found[0], path, `${found[1]} (${thrown.message})`, thrown);
};
