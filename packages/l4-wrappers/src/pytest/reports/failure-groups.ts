import { z } from 'zod';
import { type TestResult, testResult } from '../test-result.ts';

/** Tests that failed for the same reason. */
export const failureGroup = z.object({
  cause: z.string().describe('What they have in common: exception, place and message, with what varies as …'),
  count: z.int(),
  tests: z.array(z.string()).describe("pytest's node ids"),
  example: testResult.describe('The first of them'),
});
export type FailureGroup = z.output<typeof failureGroup>;

/** How much of a message tells causes apart, in characters. */
const maxCauseLength = 300;

/** What differs from run to run, or from test to test, and says nothing about the cause. */
const varying: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '…'],
  [/\b0x[0-9a-f]+\b/gi, '0x…'],
  [/(?:\/[\w.@+~-]+)+\/([\w.@+~-]+)/g, '…/$1'],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{12,}\b/gi, '…'],
  [/(?!0x…)\d+(?:[.:,-]\d+)*/g, '…'],
];

/** A message with all that varies replaced, in one line. */
export const normaliseMessage = (message: string): string =>
  varying
    .reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), message.slice(0, 2_000))
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, maxCauseLength);

/** The line that names the cause: where pytest shows code around it, the last that it marks with `E`. */
const reasonIn = (test: TestResult): string => {
  const message = test.message ?? '';
  const marked = /^E +\S/m.test(message) ? message.match(/^E +\S.*$/gm)?.at(-1) : undefined;
  return marked?.replace(/^E +/, '') ?? message.split('\n', 1)[0] ?? '';
};

/** `ValueError: no 7` as a report without more has it. */
const typeIn = (reason: string): string | undefined => reason.match(/^([A-Z][\w.]*): /)?.[1];

const causeOf = (test: TestResult): string => {
  const reason = reasonIn(test);
  const type = test.cause?.type ?? typeIn(reason);
  const bare = type === undefined ? reason : reason.replace(`${type}: `, '');
  const place = test.cause?.file === undefined ? '' : ` at ${test.cause.file}:${test.cause.line ?? 0}`;
  const what = normaliseMessage(bare);
  return type === undefined ? `${what || 'no message'}${place}` : `${type}${place}${what === '' ? '' : `: ${what}`}`;
};

/**
 * Groups failed and broken tests by cause: the same exception, at the same deepest place in the project's code, with the
 * same message but for numbers, addresses, paths and ids. The largest group comes first.
 */
export const groupFailures = (tests: readonly TestResult[]): readonly FailureGroup[] => {
  const groups = new Map<string, { readonly cause: string; readonly tests: string[]; readonly example: TestResult }>();
  for (const test of tests) {
    if (test.outcome !== 'failed' && test.outcome !== 'error') continue;
    const cause = causeOf(test);
    const key = `${test.outcome}\n${cause}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { cause, tests: [test.id], example: test });
    else group.tests.push(test.id);
  }
  return [...groups.values()]
    .map((group) => ({ ...group, count: group.tests.length }))
    .toSorted((one, other) => other.count - one.count);
};
