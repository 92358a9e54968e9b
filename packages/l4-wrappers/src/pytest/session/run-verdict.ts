import { type PyTestAnswer, pytestError } from './pytest-session.ts';
import { parseSummaryLine } from './summary-line.ts';

/** What a run came to. */
export type Verdict = 'green' | 'red' | 'no_tests';

/** Why a report cannot be believed: it and pytest's own last line must agree on what went wrong. */
const contradiction = (counts: Readonly<Record<string, number>>, stdout: string): string | undefined => {
  const counted = parseSummaryLine(stdout);
  const { failed = 0, error: errors = 0 } = counts;
  if (counted === undefined || (failed === counted.failed && errors === counted.errors)) return undefined;
  return `the report has ${failed} failed and ${errors} errors, pytest printed ${counted.failed} failed and ${counted.errors} errors`;
};

/** pytest's exit codes (https://docs.pytest.org/en/stable/reference/exit-codes.html): 2 is also a failed collection. */
const verdictOf = (exitCode: number, counts: Readonly<Record<string, number>>, total: number): Verdict | undefined => {
  const { failed = 0, error: errors = 0 } = counts;
  if (failed + errors > 0) return exitCode === 1 || exitCode === 2 ? 'red' : undefined;
  if (exitCode === 5 || (exitCode === 0 && total === 0)) return 'no_tests';
  if (exitCode === 0) return 'green';
  // No test failed, but pytest says no: a coverage limit of the project, for instance.
  return exitCode === 1 ? 'red' : undefined;
};

/** Says what a run came to. @throws PyTestError when there is no answer, or none that can be believed. */
export const judgeRun = async (
  answer: PyTestAnswer,
): Promise<{ readonly verdict: Verdict; readonly counts: Readonly<Record<string, number>> }> => {
  const { counts, interrupted, tests } = answer.record;
  // Whoever ends pytest from inside may choose the exit code, 0 among them.
  if (counts === undefined || interrupted !== undefined) throw await pytestError(answer);
  const reason = contradiction(counts, answer.stdout);
  if (reason !== undefined) throw await pytestError(answer, reason);
  const verdict = verdictOf(answer.exitCode, counts, tests.length);
  if (verdict === undefined) throw await pytestError(answer);
  return { verdict, counts };
};
