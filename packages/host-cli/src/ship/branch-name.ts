/** How many characters of the title a branch name keeps. */
const slugLength = 40;
/** How many characters of the run's id keep apart the branches of two runs with the same title. */
const idLength = 6;

const slugOf = (text: string, length: number): string =>
  text
    .normalize('NFKD')
    // What NFKD splits off a letter: é becomes e.
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, length)
    .replace(/-$/, '');

/** A branch for a change: `strata/fix-the-sum-1a2b3c`, and `strata/change-1a2b3c` when the title has nothing to offer. */
export const branchNameFor = (title: string, runId: string): string =>
  `strata/${slugOf(title, slugLength) || 'change'}-${slugOf(runId, runId.length).replaceAll('-', '').slice(0, idLength)}`;
