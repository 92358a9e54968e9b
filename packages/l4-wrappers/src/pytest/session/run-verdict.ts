import { type PyTestAnswer, pytestError } from './pytest-session.ts';
import { parseSummaryLine } from './summary-line.ts';
import type { TestResult } from '../test-result.ts';

/** What a run came to. */
export type Verdict = 'green' | 'red' | 'no_tests';

/** A run that can be believed. */
interface JudgedRun {
  readonly verdict: Verdict;
  readonly counts: Readonly<Record<string, number>>;
  readonly rootFolder: string;
}

interface Reported {
  readonly exitCode: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly tests: readonly TestResult[];
}

/** What pytest counts that has not passed. Any other word may be a plugin's own for what has. */
const notPassed = new Set(['failed', 'error', 'skipped', 'xfailed', 'xpassed', 'deselected', 'warnings', 'rerun']);

/** Why the tests of a report cannot be believed: pytest must have counted each that passed, and know of what went wrong. */
const contradictionInTests = ({ counts, exitCode, tests }: Reported): string | undefined => {
  const passed = tests.filter(({ outcome }) => outcome === 'passed').length;
  const counted = Object.entries(counts).reduce((sum, [word, count]) => sum + (notPassed.has(word) ? 0 : count), 0);
  if (passed > counted) return `the report has ${passed} passed, pytest counted ${counted}`;
  const wrong = tests.filter(({ outcome }) => outcome === 'failed' || outcome === 'error');
  const [first] = wrong;
  if (exitCode !== 0 || first === undefined) return undefined;
  return `${wrong.length} of ${tests.length} tests failed or broke and pytest says that all is well, as of ${first.id}: ${first.message ?? ''}`;
};

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
export const judgeRun = async (answer: PyTestAnswer): Promise<JudgedRun> => {
  const { exitCode, stdout } = answer;
  const { counts, interrupted, rootFolder, tests } = answer.record;
  // Whoever ends pytest from inside may choose the exit code, 0 among them.
  if (counts === undefined || rootFolder === undefined || interrupted !== undefined) throw await pytestError(answer);
  const reason = contradiction(counts, stdout) ?? contradictionInTests({ exitCode, counts, tests });
  if (reason !== undefined) throw await pytestError(answer, reason);
  const verdict = verdictOf(exitCode, counts, tests.length);
  if (verdict === undefined) throw await pytestError(answer);
  return { verdict, counts, rootFolder };
};
