import type { TestRecord } from '../vitest/tally.ts';

/** One row of docs/requirements.md. */
export interface Promised {
  readonly id: string;
  readonly promise: string;
}

/** A promise and the tests that name it. */
export interface Proof extends Promised {
  readonly tests: readonly TestRecord[];
}

/** What the check found. */
export interface Proofs {
  readonly proofs: readonly Proof[];
  /** One line for each promise that no passed test names, and each citation of an id that no row has. */
  readonly problems: readonly string[];
}

/** An id: a capital letter for where the promise comes from, and a number. */
const idPattern = '[A-Z]\\d{1,3}';
const rowPattern = new RegExp(`^\\|\\s*(${idPattern})\\s*\\|\\s*(.+?)\\s*\\|\\s*$`, 'gm');
/** `A7: red tests stop …`, `A1, P4: …`, `A1 P4: …`: at the start of a test's or a group's name, or after a word of a group. */
const citationPattern = new RegExp(`\\b(${idPattern}(?:[,\\s]+${idPattern})*):`, 'g');

/** The rows of every table in a Markdown page that start with an id. */
export const readPromises = (markdown: string): readonly Promised[] =>
  Array.from(markdown.matchAll(rowPattern), ([, id = '', promise = '']) => ({ id, promise }));

/** The ids that a test's full name cites. */
export const citationsOf = (name: string): readonly string[] =>
  Array.from(name.matchAll(citationPattern), ([, ids = '']) => ids.split(/[,\s]+/)).flat();

/**
 * Sets the promises against the tests of a whole run. A skipped test proves nothing; where `skippedMayPass`, a promise
 * that has only skipped tests is no problem either.
 */
export const prove = (
  promises: readonly Promised[],
  tests: readonly TestRecord[],
  { skippedMayPass }: { readonly skippedMayPass: boolean },
): Proofs => {
  const cited = tests.flatMap((test) => citationsOf(test.name).map((id) => ({ id, test })));
  const testsOf = (promised: Promised, state: TestRecord['state']): readonly TestRecord[] =>
    cited.filter(({ id, test }) => id === promised.id && test.state === state).map(({ test }) => test);
  const proofs = promises.map((row) => ({ ...row, tests: testsOf(row, 'passed') }));
  const unproven = proofs.filter(
    (proof) => proof.tests.length === 0 && !(skippedMayPass && testsOf(proof, 'skipped').length > 0),
  );
  const known = new Set(promises.map(({ id }) => id));
  const duplicates = promises.filter(({ id }, index) => promises.findIndex((row) => row.id === id) !== index);
  const strangers = cited.filter(({ id }) => !known.has(id));
  return {
    proofs,
    problems: [
      ...(promises.length === 0 ? ['no promise found in the table: the check is blind'] : []),
      ...duplicates.map(({ id }) => `${id}: two rows have this id`),
      ...unproven.map(({ id, promise }) => `${id}: no passed test: ${promise}`),
      ...strangers.map(({ id, test }) => `${id}: no such promise: ${test.file}: ${test.name}`),
    ],
  };
};
